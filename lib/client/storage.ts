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

/** The page's own storage: null where the browser forbids it, undefined outside of a page. */
export function pageStorage(name: 'localStorage' | 'sessionStorage'): AuthStorage | null | undefined {
  if (!('document' in globalThis)) return undefined;
  try {
    return globalThis[name] ?? null;
  } catch {
    // Blocked by the user's settings.
    return null;
  }
}
