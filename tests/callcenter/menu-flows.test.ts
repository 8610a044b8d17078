import { beforeAll, describe, expect, test } from 'vitest'
import {
  discardFlow,
  draftFlow,
  findFlow,
  listFlows,
  releaseFlowVersion,
  setFlow,
  tryFlow,
} from '../../callcenter/menu/flows.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('versions of the voice menu', () => {
  const database = useDatabase()
  const NOON = '2026-12-01T12:00:00+08:00'
  let lead: Seat
  let other: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lead = await seat(database, 'lead', { roles: ['lead'] })
    other = await seat(database, 'other', { roles: ['lead'] })
  })

  test('ship with one in two languages, sound, and not in force until somebody releases it', async () => {
    expect(await findFlow(lead.at(NOON), 1)).toMatchObject({ state: 'draft', isInForce: false, faults: [] })
  })

  test('are drafted from another, changed, and released by somebody who wrote none of it', async () => {
    await database.pool.query(`update app_user set name = '班长甲' where username = 'lead'`)
    const { version, revision, flow } = await draftFlow(lead.at(NOON), { from: 1 })
    const again = { zh: '请再按一次。', en: 'Once more, please.' }
    const changed = await setFlow(lead.at(NOON), version, { title: '冬季导航', flow: { ...flow, again }, revision })
    expect(changed).toMatchObject({
      title: '冬季导航',
      flow: { again },
      drafters: ['lead'],
      drafterNames: ['班长甲'],
      faults: [],
    })
    await expect(setFlow(other.at(NOON), version, { title: '迟了', flow, revision })).rejects.toMatchObject({
      code: 'FLOW_CHANGED',
    })
    await expect(releaseFlowVersion(lead.at(NOON), version, { revision: changed.revision })).rejects.toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    })
    const validFrom = '2026-12-02T00:00:00+08:00'
    await releaseFlowVersion(other.at(NOON), version, { revision: changed.revision, validFrom })
    expect((await findFlow(other.at(NOON), version)).isInForce).toBe(false)
    expect((await findFlow(other.at('2026-12-02T00:00:00+08:00'), version)).isInForce).toBe(true)
    for (const change of [
      () => setFlow(lead.at(NOON), version, { title: '后来', flow, revision: changed.revision }),
      () => discardFlow(lead.at(NOON), version),
      () => releaseFlowVersion(other.at(NOON), version, { revision: changed.revision }),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'FLOW_CHANGED' })
    await expect(database.pool.query(`update menu_flow set title = 'x' where version = $1`, [version])).rejects.toThrow(
      'a released flow is not changed',
    )
  })

  test('are not released by whoever helped, by a delegate of his, in the past, or with a fault', async () => {
    const { version, revision, flow } = await draftFlow(lead.at(NOON), { from: 1 })
    const delegate = other.at(NOON)
    delegate.actor.alsoAs = ['lead']
    await expect(releaseFlowVersion(delegate, version, { revision })).rejects.toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    })
    await expect(
      releaseFlowVersion(other.at(NOON), version, { revision, validFrom: '2026-12-01T11:59:59+08:00' }),
    ).rejects.toMatchObject({ code: 'RELEASE_IN_PAST' })
    const nodes = { ...flow.nodes, lost: { title: '多余', kind: 'end' as const, text: { zh: '再见', en: 'Bye' } } }
    const faulty = await setFlow(lead.at(NOON), version, { title: '有错', flow: { ...flow, nodes }, revision })
    expect(faulty.faults).toEqual([{ node: 'lost', fault: 'unreachable' }])
    await expect(releaseFlowVersion(other.at(NOON), version, { revision: faulty.revision })).rejects.toMatchObject({
      code: 'FLOW_FAULTY',
    })
    const sound = await setFlow(other.at(NOON), version, { title: '改正', flow, revision: faulty.revision })
    await expect(releaseFlowVersion(other.at(NOON), version, { revision: sound.revision })).rejects.toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    })
    await discardFlow(lead.at(NOON), version)
    expect((await listFlows(lead.at(NOON))).flows.map((each) => each.version)).not.toContain(version)
    expect((await draftFlow(lead.at(NOON), { from: 1 })).version).toBeGreaterThan(version)
  })

  test('are tried without a call', async () => {
    const hear = (presses: string[], at = NOON) => tryFlow(lead.at(at), 1, { presses, isKnown: true, isHis: true })
    expect(await hear(['1', '4'])).toMatchObject({ ends: 'queue', skill: 'business' })
    expect(await hear(['1', '4', '1'], '2026-12-01T20:00:00+08:00')).toMatchObject({
      ends: 'call-back',
      skill: 'business',
    })
    expect((await hear(['2', '2', '3502990000011'])).said.at(-1)).toMatchObject({
      prompt: expect.stringMatching(/^\[balance\] For the main menu/),
    })
  })
})
