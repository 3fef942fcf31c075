type Child = Node | string | null | undefined | false;
type Values = Record<string, string | boolean | null | undefined | ((event: Event) => void)>;

/** An element; functions among its values are listeners, and what is null or false is left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  values: Values = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value != null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

/** Puts new children in the place of the old, and the focus back on the one with the same id. */
export function renew(element: Element, ...children: Child[]) {
  const focused = element.contains(document.activeElement) && document.activeElement?.id;
  element.replaceChildren(...children.filter((child) => child != null && child !== false));
  if (focused) document.getElementById(focused)?.focus();
}

export function find<Found extends Element = HTMLElement>(selector: string): Found {
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

/** Runs what an event asks for; trouble is shown at the top of the page, where it is also read aloud. */
export function attempt(act: () => Promise<unknown>) {
  const trouble = find("#trouble");
  trouble.textContent = "";
  act().catch((error: Error) => {
    trouble.textContent = error.message;
  });
}

/** Says what has just happened, to eyes and to screen readers, for a while. */
export function tell(news: string) {
  const place = find("#news");
  place.textContent = news;
  setTimeout(() => place.textContent === news && place.replaceChildren(), 10_000);
}
