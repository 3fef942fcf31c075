const NATIONAL_NUMBER = /(nationalNumber\\*"?\s*:\s*\\*")[^"\\]*/g;

/** What the browser keeps of this page, so that tabs stay: all but national numbers, which are nobody's to keep. */
export const kept = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, value.replace(NATIONAL_NUMBER, "$1")),
  removeItem: (key: string) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};
