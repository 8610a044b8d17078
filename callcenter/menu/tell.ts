import { findBalance, findLatestBill } from '../../billing/index.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { civilMinute } from '../../db/time.ts'
import { findPointState } from '../../metering/index.ts'
import type { WorkOrder } from '../orders/contract.ts'
import { openWorkOrder } from '../orders/open.ts'
import { listOrdersAtWork } from '../orders/read.ts'
import type { Language, Topic } from '../rules/menu.ts'

type Told = Record<Language, string>

/** What the menu says of an account: never a name or an address, and of what no source can tell that nobody knows. */
export async function tellOf(ctx: Ctx, accountId: number, what: Topic): Promise<Told> {
  switch (what) {
    case 'balance':
      return tellBalance(ctx, accountId)
    case 'bill':
      return tellBill(ctx, accountId)
    case 'outage':
      return tellOutage(ctx, accountId)
  }
}

async function tellBalance(ctx: Ctx, accountId: number): Promise<Told> {
  const { balanceYuan, arrearsYuan } = await findBalance(ctx, accountId)
  const isOwed = balanceYuan.startsWith('-')
  const amount = balanceYuan.replace('-', '')
  const overdue = arrearsYuan === '0.00' ? null : arrearsYuan
  return {
    zh: `${isOwed ? '您应交' : '您的余额为'} ${amount} 元${overdue ? `，其中已逾期 ${overdue} 元` : ''}。`,
    en: `${isOwed ? 'You owe' : 'Your balance is'} ${amount} yuan${overdue ? `, of which ${overdue} yuan are overdue` : ''}.`,
  }
}

async function tellBill(ctx: Ctx, accountId: number): Promise<Told> {
  const bill = await findLatestBill(ctx, accountId)
  if (!bill) return { zh: '您还没有账单。', en: 'There is no bill yet.' }
  const standing = {
    issued: { zh: `应于 ${bill.dueOn} 前交清`, en: `due by ${bill.dueOn}` },
    overdue: { zh: `应于 ${bill.dueOn} 前交清，已逾期`, en: `due by ${bill.dueOn} and overdue` },
    paid: { zh: '已交清', en: 'paid' },
  }[bill.status]
  return {
    zh: `您 ${bill.billMonth} 的账单为 ${bill.totalYuan} 元，用电 ${bill.energyKwh} 千瓦时，${standing.zh}。`,
    en: `Your bill of ${bill.billMonth} is ${bill.totalYuan} yuan for ${bill.energyKwh} kilowatt-hours, ${standing.en}.`,
  }
}

/** From the meter alone: outages of the network are not known here yet, nor when supply comes back. */
async function tellOutage(ctx: Ctx, accountId: number): Promise<Told> {
  const { points } = await findAccountFile(ctx, { accountId })
  const states = await findPointState(
    ctx,
    points.map(({ pointId }) => pointId),
  )
  const open = (await listOrdersAtWork(ctx, accountId)).find(({ kind }) => kind === 'fault-repair')
  const supply = states.some(({ state }) => state === 'off')
    ? {
        zh: '您的电能表已报停电，预计恢复时间尚不清楚。',
        en: 'Your meter reports no supply; when it comes back is not known.',
      }
    : states.some(({ state }) => state === 'live')
      ? { zh: '您的电能表有电，停电原因可能在表后。', en: 'Your meter has supply; the cause may be behind it.' }
      : {
          zh: '您处的停电信息暂未接入，无法播报。',
          en: 'Whether there is an outage at your address is not known here.',
        }
  if (!open) return supply
  return { zh: `${supply.zh}${describeOrder(open).zh}`, en: `${supply.en} ${describeOrder(open).en}` }
}

/** Reports a fault at the account, or tells of the order for it that a crew is still to do: what was reported back is another matter. */
export async function reportFault(
  ctx: Ctx,
  { accountId, contactId }: { accountId: number; contactId: number },
  description: string,
): Promise<{ told: Told; detail: { reported: string } }> {
  const open = (await listOrdersAtWork(ctx, accountId)).find(({ kind }) => kind === 'fault-repair')
  if (open) return { told: describeOrder(open), detail: { reported: open.workOrderNo } }
  const { accountNo } = await findAccountFile(ctx, { accountId })
  const order = await openWorkOrder(ctx, {
    ...{ kind: 'fault-repair', subkind: 'low-voltage', form: {}, urgency: 'normal', accountNo, contactId },
    description,
  })
  return { told: describeOrder(order), detail: { reported: order.workOrderNo } }
}

function describeOrder({ workOrderNo, clocks }: WorkOrder): Told {
  const number = workOrderNo.slice(-4).split('').join(' ')
  const arrival = clocks.find(({ name, stoppedAt }) => name === 'arrive' && stoppedAt === null)
  const due = arrival?.dueAt && civilMinute(new Date(arrival.dueAt)).slice(11)
  return {
    zh: `报修工单已登记，编号末四位 ${number}${due ? `，抢修人员将在 ${due} 前到达现场` : ''}。`,
    en: `Your fault report is recorded, ending in ${number}${due ? `; a crew will be there by ${due}` : ''}.`,
  }
}
