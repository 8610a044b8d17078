import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** A process and everything that descends from it. */
export async function listTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The name of a program may hold spaces and brackets: what follows its last bracket is regular.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (parent) parents.set(Number(name), Number(parent))
  }
  const tree = [root]
  for (let next = 0; next < tree.length; next++) {
    for (const [pid, parent] of parents) if (parent === tree[next]) tree.push(pid)
  }
  return parents.has(root) ? tree : []
}

/** The database server that works on `data`, whose parent may be long gone. */
export async function findPostmaster(data: string): Promise<number | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  const folder = pid ? await readlink(`/proc/${pid}/cwd`).catch(() => '') : ''
  return folder === data ? pid : null
}

/** `kill -9` of all at once; resolves when none is left. */
export async function killAll(pids: number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It was gone already.
    }
  }
  while ((await Promise.all(pids.map(isRunning))).some(Boolean)) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** A zombie, which nobody has waited for yet, runs no more. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z')
}
