import { beforeAll, describe, expect, it } from 'vitest'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { refuseApplication, returnStep } from '../../intake/endings.ts'
import { type FieldEntryInput, fieldEntryInput } from '../../intake/field/contract.ts'
import { takeFieldEntry } from '../../intake/field/entries.ts'
import { listFieldWork } from '../../intake/field/work.ts'
import { assignStep } from '../../intake/holds.ts'
import { findConflict } from '../../intake/rules/field-conflict.ts'
import { completeStep } from '../../intake/steps.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { png } from './files.ts'
import { inputsFor, linXiaoman, ports } from './lin-xiaoman.ts'

const database = useDatabase()
const at = (now: string, username: string, role: 'intake' | 'surveyor' | 'installer' | 'manager', scope = 'X.') => ({
  ...database.ctx(`2026-11-${now}:00+08:00`, { roles: [role], username }),
  scope,
})
const clerk = (now = '17T08:00') => at(now, 'clerk', 'intake')
const surveyor = (now = '17T15:00', username = 'wang') => at(now, username, 'surveyor')
let network: Network
let serial = 0

const accepted = async () => {
  const { id } = await submitApplication(clerk(), linXiaoman, ports)
  await completeStep(clerk(), id, inputsFor(network).accept, ports)
  return id
}
const photo = (width: number) => ({
  kind: 'site-photo' as const,
  name: `现场${width}.png`,
  base64: png(width).toString('base64'),
})
type Done = FieldEntryInput & { completion: NonNullable<FieldEntryInput['completion']> }
const entryFor = async (id: number, change: Partial<Done> = {}): Promise<Done> => {
  const { openSteps, version } = await findApplication(clerk(), id)
  serial += 1
  return {
    entryId: `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
    writtenAt: '2026-11-17T10:00:00+08:00',
    openedAt: openSteps[0]?.since ?? '',
    completion: { ...inputsFor(network).survey, version },
    photos: [photo(10), photo(11)],
    ...change,
  }
}
const rowsOf = async (id: number) => {
  const { rows } = await database.pool.query(
    `select (select count(*)::int from application_step where application_id = $1 and step = 'survey') as surveys,
       (select count(*)::int from attachment where application_id = $1) as photos,
       (select count(*)::int from field_entry where application_id = $1) as entries`,
    [id],
  )
  return rows[0]
}

beforeAll(async () => {
  network = await layNetwork(database.ctx('2026-01-02T00:00:00Z'))
})

describe('what is taken along to the site', () => {
  it('has each task with its customer, phone and what can still be supplied there, once it is on record', async () => {
    const id = await accepted()
    const work = await listFieldWork(surveyor(), ports)
    expect(work.tasks.find(({ application }) => application.id === id)).toMatchObject({
      step: 'survey',
      phone: '13900001234',
      account: null,
      application: { address: '幸福小区5幢301室', nextDue: { status: expect.any(String) } },
    })
    expect(work.loads).toMatchObject([{ districtId: network.districtId, load: { district: { capacityKva: 400 } } }])
    const audited = await database.pool.query(`select detail from audit_entry where action = 'field-work.downloaded'`)
    expect(audited.rows[0].detail.applicationIds).toContain(id)
  })

  it('leaves out what is given to somebody else, and what is not done on site', async () => {
    const id = await accepted()
    await database.pool.query(
      `insert into app_user (username, name, password_hash, roles, organisation_id)
       select 'li', '李勘查', 'x', '{surveyor}', id from organisation where path = 'X.'`,
    )
    const { version } = await findApplication(clerk(), id)
    await assignStep(clerk(), id, { version, step: 'survey', holder: 'li', reason: '片区' })
    const idsOf = async (ctx: ReturnType<typeof at>) =>
      (await listFieldWork(ctx, ports)).tasks.map(({ application }) => application.id)
    expect(await idsOf(surveyor())).not.toContain(id)
    expect(await idsOf(surveyor('17T15:00', 'li'))).toContain(id)
    expect(await idsOf(at('17T15:00', 'zhao', 'installer'))).not.toContain(id)
    const entry = await entryFor(id)
    await expect(takeFieldEntry(surveyor(), id, entry, ports)).rejects.toMatchObject({ code: 'NOT_ASSIGNED_TO_YOU' })
  })
})

describe('a place that cannot be supplied', () => {
  const obstacleFor = async (id: number, returnTo?: 'accept'): Promise<FieldEntryInput> => {
    const { completion: _, ...entry } = await entryFor(id)
    const reason = '配电房无法安装,电缆通道被占'
    return fieldEntryInput.parse({ ...entry, obstacle: { step: 'survey', reason, ...(returnTo && { returnTo }) } })
  }

  it('is sent back to the counter with reason and photos, once', async () => {
    const id = await accepted()
    const entry = await obstacleFor(id, 'accept')
    expect(await takeFieldEntry(surveyor(), id, entry, ports)).toMatchObject({ again: false })
    expect(await takeFieldEntry(surveyor('17T16:00'), id, entry, ports)).toMatchObject({ again: true })
    const detail = await findApplication(clerk('17T17:00'), id)
    expect(detail).toMatchObject({ status: 'open', openSteps: [{ step: 'accept' }] })
    expect(detail.steps).toContainEqual(
      expect.objectContaining({ step: 'survey', state: 'returned', opinion: '配电房无法安装,电缆通道被占' }),
    )
    expect(await rowsOf(id)).toMatchObject({ photos: 2, entries: 1 })
  })

  it('ends the application where no supply is possible', async () => {
    const id = await accepted()
    await takeFieldEntry(surveyor(), id, await obstacleFor(id), ports)
    expect(await findApplication(clerk('17T17:00'), id)).toMatchObject({ status: 'refused' })
    expect(await rowsOf(id)).toMatchObject({ photos: 2, entries: 1 })
  })

  it('is told instead of what was found, never beside it', async () => {
    const entry = await entryFor(await accepted())
    const obstacle = { step: 'survey', reason: '无法供电' }
    expect(fieldEntryInput.safeParse({ ...entry, obstacle }).success).toBe(false)
    expect(fieldEntryInput.safeParse({ ...entry, completion: undefined }).success).toBe(false)
    expect(fieldEntryInput.safeParse(entry).success).toBe(true)
  })
})

describe('an entry from the site', () => {
  it('is one survey with its photos, however often and however late it is sent', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    const first = await takeFieldEntry(surveyor(), id, entry, ports)
    expect(first.again).toBe(false)
    const later = await takeFieldEntry(surveyor('20T08:00'), id, entry, ports)
    expect(later).toEqual({ ...first, again: true })
    expect(await rowsOf(id)).toEqual({ surveys: 1, photos: 2, entries: 1 })
  })

  it('sent twice at the same moment is one', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    const answers = await Promise.all([1, 2, 3, 4].map(() => takeFieldEntry(surveyor(), id, entry, ports)))
    expect(answers.filter(({ again }) => !again)).toHaveLength(1)
    expect(await rowsOf(id)).toEqual({ surveys: 1, photos: 2, entries: 1 })
  })

  it('is answered as before where the sender no longer sees the application', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    await takeFieldEntry(surveyor(), id, entry, ports)
    const moved = at('18T08:00', 'wang', 'surveyor', 'Y.')
    expect(await takeFieldEntry(moved, id, entry, ports)).toMatchObject({ again: true })
  })

  it('is refused under a known id with other contents, and by another person', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    await takeFieldEntry(surveyor(), id, entry, ports)
    const reused = { code: 'ENTRY_ID_REUSED' }
    await expect(takeFieldEntry(surveyor(), id, { ...entry, photos: [] }, ports)).rejects.toMatchObject(reused)
    await expect(takeFieldEntry(surveyor('17T15:00', 'li'), id, entry, ports)).rejects.toMatchObject(reused)
  })

  it('leaves nothing behind where the step is refused, and can be sent again once it is put right', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    const { completion } = entry
    const wrong = { ...entry, completion: { ...completion, data: { ...completion.data, districtId: 9999 } } }
    await expect(takeFieldEntry(surveyor(), id, wrong, ports)).rejects.toMatchObject({ code: 'DATA_IMPLAUSIBLE' })
    expect(await rowsOf(id)).toEqual({ surveys: 0, photos: 0, entries: 0 })
    const torn = { ...entry, photos: [photo(10), { ...photo(11), base64: 'AAAA' }] }
    await expect(takeFieldEntry(surveyor(), id, torn, ports)).rejects.toMatchObject({ code: 'FILE_REFUSED' })
    expect(await rowsOf(id)).toEqual({ surveys: 0, photos: 0, entries: 0 })
    expect(await takeFieldEntry(surveyor(), id, entry, ports)).toMatchObject({ again: false })
  })

  it('says who did it meanwhile', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    await completeStep(surveyor('17T11:30', 'li'), id, entry.completion, ports)
    await expect(takeFieldEntry(surveyor(), id, entry, ports)).rejects.toMatchObject({
      code: 'STEP_DONE',
      message: expect.stringMatching(/“现场勘查”已11-17 11:30 由.+办理完成/),
    })
  })

  it('says that it was sent back, also where it came to the site again since', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    const { version } = entry.completion
    await returnStep(surveyor('17T11:00', 'li'), id, { version, step: 'survey', to: 'accept', reason: '地址不详' })
    const refused = { code: 'STEP_RETURNED', message: expect.stringContaining('退回(地址不详)') }
    await expect(takeFieldEntry(surveyor(), id, entry, ports)).rejects.toMatchObject(refused)
    await completeStep(clerk('17T12:00'), id, { ...inputsFor(network).accept, version: version + 1 }, ports)
    await expect(takeFieldEntry(surveyor(), id, entry, ports)).rejects.toMatchObject(refused)
    const again = await entryFor(id)
    expect(await takeFieldEntry(surveyor(), id, again, ports)).toMatchObject({ again: false })
  })

  it('says that the application has ended', async () => {
    const id = await accepted()
    const entry = await entryFor(id)
    const { version } = entry.completion
    await refuseApplication(clerk('17T11:00'), id, { version, reason: '客户不装了' })
    await expect(takeFieldEntry(surveyor(), id, entry, ports)).rejects.toMatchObject({
      code: 'APPLICATION_ENDED',
      message: expect.stringContaining('终止(客户不装了)'),
    })
  })
})

describe('a task that moved on is told from one that did not:', () => {
  const opened = '2026-11-17T01:00:00.000Z'
  const later = '2026-11-17T02:00:00.000Z'
  const event = (kind: string, step: string | null = null, time = later) => ({
    ...{ at: time, kind, step, actorName: '李', reason: null },
  })
  const written = { step: 'survey', openedAt: opened, by: 'wang' }
  const standing = { status: 'open' as const, openedAt: opened as string | null, holder: null as string | null }
  it.each([
    ['as it was', { ...standing, events: [event('escalated')] }, null],
    ['mine', { ...standing, holder: 'wang', events: [] }, null],
    ['another’s', { ...standing, holder: 'li', events: [] }, 'NOT_ASSIGNED_TO_YOU'],
    ['done', { ...standing, openedAt: null, events: [event('completed', 'survey')] }, 'STEP_DONE'],
    ['returned', { ...standing, openedAt: null, events: [event('returned', 'survey')] }, 'STEP_RETURNED'],
    [
      'done, then returned',
      { ...standing, openedAt: later, events: [event('completed', 'survey'), event('returned')] },
      'STEP_RETURNED',
    ],
    [
      'returned, then done',
      {
        ...standing,
        openedAt: null,
        events: [event('returned'), event('completed', 'survey', '2026-11-17T03:00:00.000Z')],
      },
      'STEP_DONE',
    ],
    ['gone for no reason that is known', { ...standing, openedAt: null, events: [] }, 'STEP_NOT_OPEN'],
    ['ended', { ...standing, status: 'withdrawn' as const, events: [event('withdrawn')] }, 'APPLICATION_ENDED'],
  ])('%s', (_name, since, because) => {
    expect(findConflict(since, written)?.because ?? null).toBe(because)
  })
})
