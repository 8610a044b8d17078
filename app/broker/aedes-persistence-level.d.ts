declare module 'aedes-persistence-level' {
  import type { Level } from 'level'
  export type Persistence = {
    addSubscriptions(client: { id: string }, subscriptions: { topic: string; qos: 0 | 1 | 2 }[]): Promise<void>
  }
  /** Sessions, retained messages and wills kept on disk, so that they outlive the process. */
  export default function persistence(level: Level): Persistence
}
