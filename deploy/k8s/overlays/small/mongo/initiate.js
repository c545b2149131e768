// Makes the server the primary of a replica set of one, with two accounts; run again it changes nothing.
// `cadre` is the platform's and reads and writes. `keeper` is the operator's, for backups and whatever else.
const admin = db.getSiblingDB("admin");
const { MONGO_KEEPER_PASSWORD, MONGO_CADRE_PASSWORD } = process.env;

function keeperIsKnown() {
  try {
    return admin.auth("keeper", MONGO_KEEPER_PASSWORD).ok === 1;
  } catch (error) {
    if (error.codeName !== "AuthenticationFailed") throw error;
    return false;
  }
}

const known = keeperIsKnown();
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "cadre", members: [{ _id: 0, host: "mongo:27017" }] });
}
while (!db.hello().isWritablePrimary) sleep(200);
if (!known) {
  // An empty database lets the first account, and no other, be made from the server's own address.
  admin.createUser({ user: "keeper", pwd: MONGO_KEEPER_PASSWORD, roles: ["root"] });
  admin.auth("keeper", MONGO_KEEPER_PASSWORD);
}
if (!admin.getUser("cadre")) {
  admin.createUser({ user: "cadre", pwd: MONGO_CADRE_PASSWORD, roles: ["readWriteAnyDatabase"] });
}
print("replica set cadre: primary, with its accounts");
