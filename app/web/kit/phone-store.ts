/** Rows on this device's own disk, kept over a reload and without a network. Each answer comes once it is on disk. */
export type PhoneStore<Row extends { key: string }> = {
  list: () => Promise<Row[]>
  find: (key: string) => Promise<Row | undefined>
  /** What is there is read and written in one step, so that typing, sending and fetching do not undo each other. */
  change: (key: string, change: (old: Row | undefined) => Row | undefined) => Promise<void>
  drop: (key: string) => Promise<void>
  /** Calls back when something here changes; returns the way to stop. */
  onChanged: (listener: () => void) => () => void
}

const TABLE = 'work'

export function phoneStore<Row extends { key: string }>(name: string): PhoneStore<Row> {
  const changed = new Set<() => void>()
  const tell = () => {
    for (const listener of changed) listener()
  }
  let opened: Promise<IDBDatabase> | undefined
  const open = () => {
    opened ??= openDatabase(name)
    return opened
  }
  return {
    list: async () => ask<Row[]>(await open(), 'readonly', (table) => table.getAll()),
    find: async (key) => ask<Row | undefined>(await open(), 'readonly', (table) => table.get(key)),
    change: async (key, change) => {
      await ask(await open(), 'readwrite', (table) => {
        const request = table.get(key)
        request.onsuccess = () => {
          const next = change(request.result)
          if (next) table.put(next)
        }
        return request
      })
      tell()
    },
    drop: async (key) => {
      await ask(await open(), 'readwrite', (table) => table.delete(key))
      tell()
    },
    onChanged: (listener) => {
      changed.add(listener)
      return () => changed.delete(listener)
    },
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'key' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function ask<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (table: IDBObjectStore) => IDBRequest,
): Promise<T> {
  const transaction = database.transaction(TABLE, mode)
  const request = work(transaction.objectStore(TABLE))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result as T)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}

/** Random, version 4. `crypto.randomUUID` is not there on a page without TLS. */
export function newEntryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
