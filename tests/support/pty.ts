import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type PtyPair = { a: string; b: string; close(): void }

const PATIENCE_MS = 5_000

/** Joins two pseudo-terminals by hand, where there is no socat. */
const joinByPython = `
import os, pty, select, sys, tty
ends = []
for name in sys.argv[1:]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.symlink(os.ttyname(slave), name)
    ends.append(master)
while True:
    ready, _, _ = select.select(ends, [], [])
    for end in ready:
        os.write(ends[1 - ends.index(end)], os.read(end, 4096))
`

/** What can make a pair of joined serial ports on this machine, if anything. */
export const ptyMaker = ['socat', 'python3'].find((name) => spawnSync('which', [name]).status === 0)

/** Two serial ports joined to each other, as by a null-modem cable. */
export async function openPtyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), 'dianhu-pty-'))
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  const child: ChildProcess =
    ptyMaker === 'socat'
      ? spawn('socat', [`pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`])
      : spawn('python3', ['-c', joinByPython, a, b])
  const began = Date.now()
  while (!(existsSync(a) && existsSync(b))) {
    if (Date.now() - began > PATIENCE_MS) throw new Error(`${ptyMaker} made no pseudo-terminals`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    a,
    b,
    close() {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
