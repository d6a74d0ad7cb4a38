/** The argument with which the supervisor starts a process that is to stand by for another. */
export const STANDBY_ARGUMENT = '--standby';

/** Tells the supervisor that this process can take over (setup/standby.mjs), and resolves once it is told to. */
export async function standBy(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('message', () => {
      process.disconnect?.();
      resolve();
    });
    process.send?.('standing-by');
  });
}
