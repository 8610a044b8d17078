/** Which topics whoever speaks to the broker may use, from the MQTT contract, version 1. */

import { isUnder } from './vendor-topics.ts'

/** `anyone` is let in without a name where the broker listens to its own machine only. */
export type Speaker =
  | { as: 'collector' }
  /** `publishes`: filters of its maker's own topics, where the file says that it speaks those. */
  | { as: 'terminal'; name: string; publishes?: readonly string[] }
  | { as: 'anyone' }

const told = new Set(['readings', 'events', 'status', 'answers'])

/** A terminal tells of itself, and nobody speaks as the company. */
export function mayPublish(speaker: Speaker, topic: string): boolean {
  if (speaker.as === 'collector') return true
  if (topic.startsWith('$')) return false
  const [root, version, terminal, kind = '', ...more] = topic.split('/')
  if (speaker.as === 'anyone') return root !== 'dianhu' || kind !== 'commands'
  const isOwn = root === 'dianhu' && version === 'v1' && terminal === speaker.name
  if (isOwn) return told.has(kind) && more.length === 0
  return root !== 'dianhu' && (speaker.publishes?.some((filter) => isUnder(filter, topic)) ?? false)
}

/** A terminal hears its own commands. */
export function maySubscribe(speaker: Speaker, filter: string): boolean {
  if (speaker.as !== 'terminal') return true
  return filter === `dianhu/v1/${speaker.name}/commands`
}
