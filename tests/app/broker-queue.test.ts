import { appendFile, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OutgoingQueue } from '../../app/broker/queue.ts'
import type { Queued } from '../../app/broker/records.ts'
import { makeTemporaryHome } from '../../db/embedded.ts'

describe('the queue of what sessions have still to be told', () => {
  let place: { home: string; remove: () => Promise<void> }
  let queue: OutgoingQueue
  let counter = 0

  const open = (quotaBytes = 1_000_000) => {
    queue = new OutgoingQueue({ folder: join(place.home, 'queue'), quotaBytes, keptClient: 'collector' })
    queue.open()
  }
  const reopen = async () => {
    await queue.close()
    open()
  }
  const message = (text: string): Queued => ({
    cmd: 'publish',
    brokerId: 'b',
    brokerCounter: ++counter,
    topic: 't/1',
    payload: Buffer.from(text),
    qos: 1,
    retain: false,
  })
  const put = (text: string, clients = ['collector']) => queue.enqueue(clients, message(text))
  async function list(client = 'collector'): Promise<string[]> {
    const texts: string[] = []
    for await (const { payload } of queue.listWaiting(client)) texts.push(String(payload))
    return texts
  }
  async function take(client = 'collector'): Promise<void> {
    for await (const packet of queue.listWaiting(client)) {
      queue.assignId(client, { ...packet, messageId: packet.brokerCounter })
      queue.acknowledge(client, packet.brokerCounter)
    }
  }
  const files = async () => (await readdir(join(place.home, 'queue'))).sort()

  beforeEach(async () => {
    place = await makeTemporaryHome('queue')
    counter = 0
    open()
  })
  afterEach(async () => {
    await queue.close()
    await rm(place.home, { recursive: true, force: true })
  })

  test('tells again after an opening what was not acknowledged, in order, and nothing else', async () => {
    await Promise.all(['一', '二', '三'].map((text) => put(text)))
    queue.assignId('collector', { brokerId: 'b', brokerCounter: 2, messageId: 77 })
    queue.acknowledge('collector', 77)
    await reopen()
    expect(await list()).toEqual(['一', '三'])
    expect(queue.size).toBe(2)
  })

  test('an id of an earlier connection that is another message’s by now does not take its acknowledgement away', async () => {
    await put('一')
    await put('二')
    queue.assignId('collector', { brokerId: 'b', brokerCounter: 1, messageId: 7 })
    queue.assignId('collector', { brokerId: 'b', brokerCounter: 2, messageId: 7 })
    queue.assignId('collector', { brokerId: 'b', brokerCounter: 1, messageId: 8 })
    queue.acknowledge('collector', 7)
    expect(await list()).toEqual(['一'])
  })

  test('keeps a message until every session that awaits it has it', async () => {
    await put('for both', ['collector', 'other'])
    await take('other')
    expect(await list('other')).toEqual([])
    await reopen()
    expect(await list()).toEqual(['for both'])
    await take()
    expect(queue.size).toBe(0)
  })

  test.each([1, 5, 9])('passes over a record that a crash cut off %i bytes before its end', async (bytes) => {
    await put('whole')
    await put('cut off')
    await queue.close()
    const [name = ''] = await files()
    const path = join(place.home, 'queue', name)
    await truncate(path, (await stat(path)).size - bytes)
    open()
    expect(await list()).toEqual(['whole'])
    await put('later')
    await reopen()
    expect(await list()).toEqual(['whole', 'later'])
  })

  test('passes over rubbish at the end of a file', async () => {
    await put('whole')
    await queue.close()
    const [name = ''] = await files()
    await appendFile(join(place.home, 'queue', name), Buffer.alloc(64, 0x5a))
    open()
    expect(await list()).toEqual(['whole'])
  })

  test('gives its files back once everything in them is acknowledged', async () => {
    await queue.close()
    open(100_000)
    for (let round = 0; round < 30; round++) {
      await put('x'.repeat(10_000))
      await take()
    }
    expect(queue.bytes).toBeLessThan(60_000)
    expect((await files()).length).toBeLessThanOrEqual(2)
  })

  test('at its quota lets a message wait unacknowledged until there is room, and loses none', async () => {
    await queue.close()
    open(50_000)
    const sent = new Set<number>()
    const all = Array.from({ length: 20 }, (_, number) =>
      put(`${number}`.padEnd(5_000, '.')).then(() => sent.add(number)),
    )
    await vi.waitFor(() => expect(queue.held).toBeGreaterThan(0))
    const before = sent.size
    expect(before).toBeLessThan(20)
    expect(queue.bytes).toBeLessThan(60_000)
    const heard: string[] = []
    while (sent.size < 20 || (await list()).length > 0) {
      heard.push(...(await list()))
      await take()
    }
    await Promise.all(all)
    expect(heard.map((text) => Number.parseInt(text, 10))).toEqual(Array.from({ length: 20 }, (_, number) => number))
  })

  test('at its quota nobody passes those that wait', async () => {
    await queue.close()
    open(50_000)
    const order: number[] = []
    const sent: Promise<unknown>[] = []
    const send = (number: number) => sent.push(put(`${number}`.padEnd(9_000, '.')).then(() => order.push(number)))
    for (let number = 0; number < 10; number++) send(number)
    await vi.waitFor(() => expect(queue.held).toBeGreaterThan(0))
    for (let number = 10; order.length < 40; number++) {
      await take()
      if (number < 40) send(number)
    }
    expect(order).toEqual(Array.from({ length: 40 }, (_, number) => number))
  })

  test('at its quota gives up what it keeps for a session that nobody comes back for', async () => {
    await queue.close()
    open(50_000)
    await put('mine')
    for (let number = 0; number < 20; number++) {
      await put('x'.repeat(5_000), ['collector', 'stranger'])
      await take()
    }
    expect(queue.dropped).toBeGreaterThan(0)
    expect(queue.bytes).toBeLessThan(60_000)
  })
})
