// Makes the server the primary of a replica set of one, with the platform's account; run again it changes nothing.
// An empty database lets the first account be made from the server's own address; afterwards the account signs in.
const admin = db.getSiblingDB("admin");
const password = process.env.MONGO_PASSWORD;
const roles = [
  { role: "readWriteAnyDatabase", db: "admin" },
  { role: "dbAdminAnyDatabase", db: "admin" },
  { role: "clusterMonitor", db: "admin" },
  { role: "backup", db: "admin" },
];

function known() {
  try {
    return admin.auth("cadre", password).ok === 1;
  } catch (error) {
    if (error.codeName !== "AuthenticationFailed") throw error;
    return false;
  }
}

const signedIn = known();
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "cadre", members: [{ _id: 0, host: "mongo:27017" }] });
}
while (!db.hello().isWritablePrimary) sleep(200);
if (!signedIn) admin.createUser({ user: "cadre", pwd: password, roles });
print("replica set cadre: primary, with the platform's account");
