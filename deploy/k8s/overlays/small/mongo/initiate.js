// Makes the replica set, roles and accounts. Run again, it adds the members, roles and accounts that are new, and gives each
// account its password and its rights anew. Where there is no account yet, the server lets the first one be made from its own address.
const told = JSON.parse(fs.readFileSync("/run/secrets/database-accounts", "utf8"));
// What an earlier release made is of accounts alone.
const accounts = told.accounts ?? told;
// A password stands beside what its account may do, or in a file of its own.
const passwordOf = (name) =>
  accounts[name].password ?? fs.readFileSync(`/run/secrets/database-${name}`, "utf8").trim();
const password = passwordOf("keeper");
const members = process.env.MONGO_MEMBERS.split(",");
const [first, ...others] = members;

if (!db.hello().setName) rs.initiate({ _id: "cadre", members: [{ _id: 0, host: first }] });
while (!db.hello().primary) sleep(200);

function keeperIsKnown() {
  try {
    return db.getSiblingDB("admin").auth("keeper", password).ok === 1;
  } catch (error) {
    if (error.codeName !== "AuthenticationFailed") throw error;
    return false;
  }
}

if (!keeperIsKnown()) db.getSiblingDB("admin").createUser({ user: "keeper", pwd: password, roles: accounts.keeper.roles });

const whole = new Mongo(`mongodb://keeper:${encodeURIComponent(password)}@${members.join(",")}/?replicaSet=cadre`).getDB("admin");
const configuration = whole.adminCommand({ replSetGetConfig: 1 }).config;
for (const host of others) {
  if (configuration.members.some((member) => member.host === host)) continue;
  configuration.version += 1;
  configuration.members.push({ _id: Math.max(...configuration.members.map((member) => member._id)) + 1, host });
  const done = whole.adminCommand({ replSetReconfig: configuration });
  if (!done.ok) throw new Error(done.errmsg);
}
for (const [role, privileges] of Object.entries(told.roles ?? {})) {
  if (whole.getRole(role)) whole.updateRole(role, { privileges, roles: [] });
  else whole.createRole({ role, privileges, roles: [] });
}
for (const [user, { roles }] of Object.entries(accounts)) {
  const pwd = passwordOf(user);
  if (whole.getUser(user)) whole.updateUser(user, { pwd, roles });
  else whole.createUser({ user, pwd, roles });
}
print(`replica set cadre: ${members.length} member(s), ${Object.keys(accounts).length} accounts`);
