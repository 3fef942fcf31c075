/**
 * Monaco, the editor, makes style sheets as it goes. The page's policy admits those that carry the nonce of this very
 * answer, so whatever makes one here gives it that. Imported before anything else.
 */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
const createElement = document.createElement.bind(document);

document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = createElement(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
