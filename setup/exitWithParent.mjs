// Loaded into every process that the supervisor starts: a supervisor that is killed can not stop its children, and they
// would hold their ports and files against the next start.

const CHECK_MS = 500;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, CHECK_MS).unref();
