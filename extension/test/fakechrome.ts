/** As much of the browser as the worker's rooms need, with what was done to it. */
export function fakeChrome() {
  const areas = { local: new Map<string, unknown>(), session: new Map<string, unknown>() };
  const area = (name: keyof typeof areas) => ({
    get: async (key: string) => (areas[name].has(key) ? { [key]: structuredClone(areas[name].get(key)) } : {}),
    remove: async (key: string) => void areas[name].delete(key),
    set: async (values: object) => void Object.entries(values).forEach(([key, value]) => areas[name].set(key, structuredClone(value))),
  });
  const state = {
    areas,
    granted: new Set<string>(),
    scripts: new Map<string, { id: string; matches: string[] }>(),
    injected: [] as string[],
    tabs: new Map<number, { id: number; url: string; windowId: number; index: number }>(),
    windows: 0,
    refuseTabs: false,
    next: 100,
  };
  const openTab = (url: string) => {
    if (state.refuseTabs) throw new Error("no tab");
    const tab = { id: state.next++, url, windowId: 1, index: 0 };
    state.tabs.set(tab.id, tab);
    return tab;
  };
  const chrome = {
    runtime: { getURL: (path: string) => `chrome-extension://abc/${path}`, lastError: undefined },
    storage: { local: area("local"), session: area("session") },
    permissions: { contains: async ({ origins }: { origins: string[] }) => origins.every((origin) => state.granted.has(origin)) },
    scripting: {
      getRegisteredContentScripts: async ({ ids }: { ids: string[] }) => [...state.scripts.values()].filter(({ id }) => ids.includes(id)).map((script) => structuredClone(script)),
      registerContentScripts: async ([script]: { id: string; matches: string[] }[]) => void state.scripts.set(script!.id, script!),
      updateContentScripts: async ([script]: { id: string; matches: string[] }[]) => void state.scripts.set(script!.id, script!),
      unregisterContentScripts: async ({ ids }: { ids: string[] }) => ids.forEach((id) => state.scripts.delete(id)),
      executeScript: async ({ target }: { target: { tabId: number } }) => void state.injected.push(`tab ${target.tabId}`),
    },
    tabs: {
      query: async ({ url }: { url: string[] }) => (state.injected.push(...url), [{ id: 7 }]),
      create: async ({ url }: { url: string }) => openTab(url),
      update: async (id: number, { url }: { url: string }) => Object.assign(state.tabs.get(id)!, { url }),
      get: async (id: number) => {
        const tab = state.tabs.get(id);
        if (!tab) throw new Error("no such tab");
        return tab;
      },
    },
    windows: { create: async ({ url }: { url: string }) => (state.windows++, { tabs: [openTab(url)] }) },
  };
  (globalThis as { chrome?: unknown }).chrome = chrome;
  return state;
}
