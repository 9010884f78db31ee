/** Where the client keeps things: a browser's `localStorage` fits, and so does anything asynchronous like it. */
export interface AuthStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** Keeps things until the page or the process ends. */
export function memoryStorage(): AuthStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** The page's own storage; memory outside of a page, and where the browser forbids it. */
export function pageStorage(name: 'localStorage' | 'sessionStorage'): AuthStorage {
  try {
    if ('document' in globalThis) return globalThis[name];
  } catch {
    // Blocked by the user's settings.
  }
  return memoryStorage();
}
