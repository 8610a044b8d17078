import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eraseOver } from '../../app/keeping/retention.ts'
import { findBoard } from '../../callcenter/board/board.ts'
import { answerContact, closeContact, hangUpCall, receiveCall } from '../../callcenter/contacts.ts'
import { takeInHandIn } from '../../callcenter/hand-ins/hand-ins.ts'
import { callcenter, setMyState } from '../../callcenter/index.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { shiftsUntil } from '../../callcenter/rules/shifts.ts'
import {
  addItem,
  completeOpenItem,
  drawHandOver,
  findHandOver,
  leaveNote,
  listHandOvers,
  signHandOver,
} from '../../callcenter/shifts/hand-overs.ts'
import { printHandOver } from '../../callcenter/shifts/print.ts'
import { answerItem, decideItem, takeShift } from '../../callcenter/shifts/takings.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const hours = (fromMinute: number, minutes = 480) => ({ fromMinute, minutes })
const usual = { early: hours(480), middle: hours(960), night: hours(0) }

test.each([
  [usual, 479, ['night 0', 'middle 1']],
  [usual, 480, ['early 0', 'night 0']],
  [usual, 1439, ['middle 0', 'early 0']],
  [{ ...usual, night: hours(1380, 540), middle: hours(960, 420) }, 30, ['night 1', 'middle 1']],
  [{ ...usual, middle: hours(0, 0) }, 1000, ['early 0', 'night 0']],
])('of the shifts of a day the one that began last runs: %#', (given, minute, expected) => {
  const told = shiftsUntil(given, minute).map(({ shift, daysAgo }) => `${shift} ${daysAgo}`)
  expect(told.slice(0, 2)).toEqual(expected)
})

describe('a hand-over', () => {
  const database = useDatabase()
  const at = (time: string, day = '10') => `2026-03-${day}T${time}:00+08:00`
  const early = { shift: 'early' as const, shiftOn: '2026-03-10' }
  let lin: Seat
  let he: Seat
  let wu: Seat
  let manager: Seat
  let foreign: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    lin = await seat(database, 'lin')
    he = await seat(database, 'he', { roles: ['lead'] })
    wu = await seat(database, 'wu', { roles: ['lead'] })
    manager = await seat(database, 'manager', { roles: ['manager'] })
    foreign = await seat(database, 'foreign', { roles: ['lead'], scope: 'Y.' })
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'hand_over',
      'hand_over_item',
      'hand_over_line',
      'hand_over_event',
      'agent_state',
      'contact',
      'contact_event',
      'work_order',
      'storm',
    )
  })

  const draw = (time = '15:30') => drawHandOver(he.at(at(time)), early)
  const repair = () =>
    openWorkOrder(lin.at(at('15:00')), {
      ...{ kind: 'fault-repair', subkind: 'low-voltage', urgency: 'normal', form: {} },
      ...{ address: '幸福小区3幢', description: '楼道停电' },
    })
  async function unwritten(): Promise<void> {
    const { contactId } = await receiveCall(database.ctx(at('15:00')), { callId: 'u', callerPhone: '13900000001' })
    await setMyState(lin.at(at('15:00')), { state: 'ready' })
    await answerContact(lin.at(at('15:00')), contactId ?? 0)
    await hangUpCall(database.ctx(at('15:02')), 'u')
  }

  test('is drawn up from what is open, each thing once, with what people add', async () => {
    const order = await repair()
    await unwritten()
    await leaveNote(lin.at(at('15:10')), { note: '3 号台耳机坏了', isUrgent: true })
    await database.pool.query(
      `insert into storm (organisation_id, text_zh, text_en, began_at, ends_at, switched_on_by)
       select id, '暴雨', 'Storm', '2026-03-10T14:00+08', '2026-03-10T20:00+08', 'he' from organisation where path = 'X.'`,
    )
    const { id, items } = await draw()
    expect(items.map(({ kind, label, note, isUrgent }) => [kind, label || note, isUrgent])).toEqual([
      ['storm', '安溪县供电公司', true],
      ['note', '3 号台耳机坏了', true],
      ['order', order.workOrderNo, false],
      ['unwritten', expect.stringMatching(/^C.* lin$/), false],
    ])
    expect((await draw('15:40')).items).toHaveLength(4)
    const added = await addItem(he.at(at('15:41')), id, {
      ...{ note: '等供电所回话', isUrgent: false, workOrderNo: order.workOrderNo, until: at('20:00') },
    })
    expect(added.items).toHaveLength(5)
    await expect(
      addItem(he.at(at('15:41')), id, { note: '没有的工单', isUrgent: false, workOrderNo: 'W0' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(findHandOver(foreign.at(at('15:41')), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await listHandOvers(foreign.at(at('15:41')))).toMatchObject({ handOvers: [], openItems: [] })
  })

  describe('with what another hotline handed in', () => {
    const takeIn = (due: string) =>
      takeInHandIn(lin.at(at('15:00')), {
        ...{ hotline: '12345', theirNo: `HD${due}`, said: '市民反映小区频繁停电，要求答复。' },
        ...{ handedAt: at('09:00'), dueAt: due },
      } as Parameters<typeof takeInHandIn>[1])
    const kinds = (items: { kind: string; label: string }[]) => items.map(({ kind, label }) => `${kind} ${label}`)

    test('has what is due within the hours of the rule, once, and until it is replied to', async () => {
      const { contactId } = await takeIn(at('17:00'))
      const told = `hand-in 12345 HD${at('17:00')}`
      expect(kinds((await draw()).items)).toEqual([told])
      expect(kinds((await draw('15:40')).items)).toEqual([told])
      // More time is granted: whoever took it still has it.
      await database.pool.query(`update hand_in set due_at = '2026-03-20'`)
      expect(kinds((await draw('15:41')).items)).toEqual([told])
      await database.pool.query(`update hand_in set replied_at = now(), reply = 'x' where contact_id = $1`, [contactId])
      expect((await draw('15:42')).items).toEqual([])
    })

    test('has none that is due later, nor of another unit', async () => {
      await takeIn(at('12:00', '12'))
      expect((await draw()).items).toEqual([])
    })

    test('shows it to nobody who may not read it, and who takes the shift is not kept by it', async () => {
      const { contactId, version } = await takeIn(at('17:00'))
      await closeContact(lin.at(at('15:05')), contactId, { category: 'complaint', summary: '12345 转来', version })
      const drawn = await draw()
      const { id } = await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
      const [item] = drawn.items
      expect((await findHandOver(manager.at(at('15:56')), id)).items).toHaveLength(1)
      // It turns out that it complains of the one who is to take it.
      await openWorkOrder(lin.at(at('15:57')), {
        ...{ kind: 'complaint', subkind: 'service', urgency: 'urgent', form: {}, address: '幸福小区3幢' },
        ...{ description: '态度不好', complainedUsername: 'wu', contactId },
      })
      const seen = await findHandOver(wu.at(at('16:00')), id)
      expect([seen.items, seen.lines, seen.history.filter(({ itemId }) => itemId !== null)]).toEqual([[], 0, []])
      expect((await listHandOvers(wu.at(at('16:00')))).openItems).toEqual([])
      await expect(decideItem(wu.at(at('16:01')), id, accepting(item?.id))).rejects.toThrow()
      await expect(completeOpenItem(wu.at(at('16:01')), item?.id ?? 0, '完成')).rejects.toThrow()
      expect(await takeShift(wu.at(at('16:02')), id)).toMatchObject({ state: 'taken' })
    })
  })

  test('leaves out what has readers of its own', async () => {
    await openWorkOrder(lin.at(at('15:00')), {
      ...{ kind: 'complaint', subkind: 'service', urgency: 'urgent', form: {}, address: '幸福小区3幢' },
      ...{ description: '态度不好', complainedUsername: 'wu' },
    })
    expect((await draw('15:30')).items).toEqual([])
  })

  test('is of a shift that runs or has just ended, and is one though two draw it up at once', async () => {
    await expect(drawHandOver(he.at(at('15:30')), { ...early, shiftOn: '2026-03-08' })).rejects.toMatchObject({
      code: 'SHIFT_NOT_NOW',
    })
    await repair()
    const [one, two] = await Promise.all([draw(), drawHandOver(wu.at(at('15:30')), early)])
    expect(one.id).toBe(two.id)
    expect((await findHandOver(he.at(at('15:31')), one.id)).items).toHaveLength(1)
    await expect(drawHandOver({ ...he.at(at('15:30')), scope: '' }, early)).rejects.toMatchObject({ code: 'NO_UNIT' })
  })

  test('is taken item by item, by one lead and never by who signed it', async () => {
    const order = await repair()
    await leaveNote(lin.at(at('15:10')), { note: '耳机坏了', isUrgent: false })
    const drawn = await draw()
    await expect(decideItem(wu.at(at('15:50')), drawn.id, accepting(drawn.items[0]?.id))).rejects.toMatchObject({
      code: 'NOT_SIGNED',
    })
    await expect(signHandOver(he.at(at('15:55')), drawn.id, 9)).rejects.toMatchObject({ code: 'HAND_OVER_CHANGED' })
    const { id, items, signedBy } = await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
    expect(signedBy).toBe('he')
    await expect(signHandOver(he.at(at('15:56')), id, 2)).rejects.toMatchObject({ code: 'HAND_OVER_SIGNED' })
    const [first, second] = items.map((item) => item.id)
    await expect(decideItem(he.at(at('16:01')), id, accepting(first))).rejects.toMatchObject({ code: 'OWN_HAND_OVER' })
    const stands = { ...he.at(at('16:01')), actor: { ...wu.at(at('16:01')).actor, alsoAs: ['he'] } }
    await expect(decideItem(stands, id, accepting(first))).rejects.toMatchObject({ code: 'OWN_HAND_OVER' })
    await expect(takeShift(wu.at(at('16:01')), id)).rejects.toMatchObject({ code: 'ITEMS_UNDECIDED' })
    await decideItem(wu.at(at('16:02')), id, accepting(first))
    await expect(decideItem(wu.at(at('16:02')), id, accepting(first))).rejects.toMatchObject({ code: 'ITEM_DECIDED' })
    await decideItem(wu.at(at('16:03')), id, accepting(second))
    const taken = await takeShift(wu.at(at('16:04')), id)
    expect(taken).toMatchObject({ state: 'taken', takenBy: 'wu', undecided: 0 })
    expect(taken.items.map(({ workOrderNo, heldBy }) => [workOrderNo, heldBy])).toEqual([
      [order.workOrderNo, 'wu'],
      [null, 'wu'],
    ])
    await expect(takeShift(wu.at(at('16:05')), id)).rejects.toMatchObject({ code: 'SHIFT_TAKEN' })
    const { rows } = await database.pool.query(
      `select action from audit_entry where action like 'hand-over.%' and subject = $1 order by id`,
      [`hand-over:${id}`],
    )
    expect(rows).toEqual([{ action: 'hand-over.signed' }, { action: 'hand-over.taken' }])
    const { content, name } = await printHandOver(wu.at(at('16:06')), id)
    const chunks: Buffer[] = []
    for await (const chunk of content) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).subarray(0, 5).toString()).toBe('%PDF-')
    expect(name).toBe('交接班-安溪县供电公司-2026-03-10-早班.pdf')
  })

  test('is taken by one of two who decide at once, and each item once', async () => {
    const gao = await seat(database, 'gao', { roles: ['lead'] })
    await leaveNote(lin.at(at('15:10')), { note: '耳机坏了', isUrgent: false })
    await leaveNote(lin.at(at('15:11')), { note: '空调坏了', isUrgent: false })
    const drawn = await draw()
    const { id, items } = await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
    const outcomes = await Promise.allSettled(
      [wu, gao, wu, gao].map((lead) => decideItem(lead.at(at('16:01')), id, accepting(items[0]?.id))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { rows } = await database.pool.query(
      `select count(*)::int as acts from hand_over_event where act = 'accepted'`,
    )
    expect(rows).toEqual([{ acts: 1 }])
    const taker = (await findHandOver(he.at(at('16:02')), id)).takenBy
    const other = taker === 'wu' ? gao : wu
    await expect(decideItem(other.at(at('16:02')), id, accepting(items[1]?.id))).rejects.toMatchObject({
      code: 'TAKEN_BY_OTHER',
    })
  })

  test('goes back where an item is refused, and is answered by who signed or a manager, not by who refused', async () => {
    await leaveNote(lin.at(at('15:10')), { note: '等班组回话', isUrgent: false })
    await leaveNote(lin.at(at('15:11')), { note: '打印机缺纸', isUrgent: false })
    const drawn = await draw()
    const { id, items } = await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
    const [first = 0, second = 0] = items.map((item) => item.id)
    await decideItem(wu.at(at('16:01')), id, { itemId: first, state: 'refused', reason: '应由早班办完' })
    await decideItem(wu.at(at('16:01')), id, { itemId: second, state: 'refused', reason: '不归坐席' })
    expect(await takeShift(wu.at(at('16:02')), id)).toMatchObject({ state: 'taken', refused: 2 })
    const upheld = { verdict: 'upheld' as const, reason: '班组夜里才回话' }
    await expect(answerItem(wu.at(at('16:03')), id, { itemId: first, ...upheld })).rejects.toMatchObject({
      code: 'NOT_REFUSED',
    })
    await answerItem(manager.at(at('16:04')), id, { itemId: first, ...upheld })
    await expect(answerItem(he.at(at('16:05')), id, { itemId: first, ...upheld })).rejects.toMatchObject({
      code: 'NOT_REFUSED',
    })
    const answered = await answerItem(he.at(at('16:05')), id, {
      itemId: second,
      verdict: 'withdrawn',
      reason: '我来办',
    })
    expect(answered.items.map(({ state, heldBy }) => [state, heldBy])).toEqual([
      ['upheld', 'wu'],
      ['withdrawn', 'he'],
    ])
    expect(answered.history.filter(({ itemId }) => itemId === first).map(({ act, by }) => [act, by])).toEqual([
      ['added', 'lin'],
      ['refused', 'wu'],
      ['upheld', 'manager'],
    ])
  })

  test('lets what is open travel to the next shift with its history, until somebody says that it is done', async () => {
    await leaveNote(lin.at(at('15:10')), { note: '等班组回话', isUrgent: false })
    await unwritten()
    const drawn = await draw()
    await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
    for (const { id } of drawn.items) await decideItem(wu.at(at('16:01')), drawn.id, accepting(id))
    await takeShift(wu.at(at('16:02')), drawn.id)
    await database.pool.query(`update contact set state = 'closed', category = 'other', summary = '已补记'`)
    const next = await drawHandOver(wu.at(at('23:50')), { shift: 'middle', shiftOn: '2026-03-10' })
    expect(next.items).toMatchObject([{ note: '等班组回话', travelled: 2, heldBy: 'wu', state: 'offered' }])
    await expect(completeOpenItem(foreign.at(at('23:51')), next.items[0]?.id ?? 0, '办了')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await completeOpenItem(wu.at(at('23:51')), next.items[0]?.id ?? 0, '班组已回话')
    const { openItems } = await listHandOvers(wu.at(at('23:52')))
    expect(openItems).toEqual([])
    const signed = await signHandOver(wu.at(at('23:55')), next.id, next.version)
    expect(signed.items).toEqual([])
    expect(await takeShift(he.at(at('00:05', '11')), next.id)).toMatchObject({ state: 'taken', takenBy: 'he' })
    await expect(database.pool.query(`update hand_over_event set note = '改写'`)).rejects.toThrow(/append-only/)
  })

  test('that is not taken in time is told on the wallboard', async () => {
    const late = async (time: string) => (await findBoard(wu.at(at(time)))).lateTaking
    expect(await late('16:40')).toBeNull()
    const drawn = await draw()
    await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
    expect(await late('16:29')).toBeNull()
    expect(await late('16:30')).toEqual({ shift: 'middle', since: new Date(at('16:30')).toISOString() })
    expect((await listHandOvers(wu.at(at('16:40')))).lateSince).toBe(new Date(at('16:30')).toISOString())
    await takeShift(wu.at(at('16:41')), drawn.id)
    expect(await late('16:42')).toBeNull()
  })

  test('is kept as long as its rule says, and what is open beyond it', async () => {
    await leaveNote(lin.at(at('15:10')), { note: '等班组回话', isUrgent: false })
    const drawn = await draw()
    await signHandOver(he.at(at('15:55')), drawn.id, drawn.version)
    await decideItem(wu.at(at('16:01')), drawn.id, accepting(drawn.items[0]?.id))
    await takeShift(wu.at(at('16:02')), drawn.id)
    const later = database.ctx('2029-04-01T03:00:00+08:00')
    const erasures = callcenter.erasures ?? []
    expect((await eraseOver(later, erasures))['hand-overs']).toBe(0)
    await completeOpenItem(wu.at(at('16:10')), drawn.items[0]?.id ?? 0, '已回话')
    expect((await eraseOver(later, erasures))['hand-overs']).toBe(1)
    const { rows } = await database.pool.query('select from hand_over_item')
    expect(rows).toEqual([])
  })

  test('outlives an order that is erased, and still names it', async () => {
    const order = await repair()
    await draw()
    await database.pool.query(
      `update work_order set status = 'cancelled', finished_at = '2026-03-10T15:40+08' where work_order_no = $1`,
      [order.workOrderNo],
    )
    const counts = await eraseOver(database.ctx('2029-04-01T03:00:00+08:00'), callcenter.erasures ?? [])
    expect(counts['work-orders']).toBe(1)
    const { rows } = await database.pool.query(
      `select label, work_order_id as id from hand_over_item where kind = 'order'`,
    )
    expect(rows).toEqual([{ label: order.workOrderNo, id: null }])
  })
})

const accepting = (itemId = 0) => ({ itemId, state: 'accepted' as const, reason: null })
