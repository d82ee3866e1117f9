/** Like `Promise.all`, but ends only once all have ended: where one fails, what else is under way is not left behind. */
export async function allDone(works: Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((work) => work.status === 'rejected');
  if (failed) throw failed.reason;
}
