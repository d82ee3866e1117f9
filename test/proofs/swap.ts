/** How to take out what is planted now. */
const undo: (() => void)[] = [];

/** Puts another method in the place of one, until what is planted is taken out again. */
export function swap<T extends object, K extends keyof T>(target: T, method: K, make: (before: T[K]) => T[K]): void {
  const own = Object.getOwnPropertyDescriptor(target, method);
  target[method] = make((target[method] as unknown as { bind(to: T): T[K] }).bind(target));
  onTakeOut(() => {
    if (own) Object.defineProperty(target, method, own);
    else delete target[method];
  });
}

export const onTakeOut = (back: () => void): void => void undo.push(back);

/** Takes out everything that is planted, the last thing first. */
export function takeOut(): void {
  for (const back of undo.splice(0).reverse()) back();
}
