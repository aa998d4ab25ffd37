// Small choices that this browser remembers, where it lets a page store anything.

/** @param {string} key */
export const remembers = (key) => { try { return localStorage.getItem(key) === "yes" } catch { return false } }

/** @param {string} key  @param {boolean} chosen */
export const remember = (key, chosen) => { try { localStorage.setItem(key, chosen ? "yes" : "no") } catch { /* it holds until the page is left */ } }
