import { useSyncExternalStore } from "react";

/** One value that components can watch. */
export class Store<T> {
  private readonly watching = new Set<() => void>();

  constructor(private held: T) {}

  get = (): T => this.held;

  set = (value: T): void => {
    this.held = value;
    for (const tell of this.watching) tell();
  };

  private watch = (tell: () => void): (() => void) => {
    this.watching.add(tell);
    return () => this.watching.delete(tell);
  };

  /** Its value now, in a component that is to be drawn anew when it changes. */
  use = (): T => useSyncExternalStore(this.watch, this.get);
}
