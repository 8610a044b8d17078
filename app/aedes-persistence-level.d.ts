declare module 'aedes-persistence-level' {
  import type { AedesPersistence } from 'aedes'
  import type { Level } from 'level'
  /** Sessions, retained messages and those under way kept on disk, so that they outlive the process. */
  export default function persistence(level: Level): AedesPersistence
}
