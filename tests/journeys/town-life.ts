import { connectAsync } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { planAccounts } from '../../simulators/town/plan.ts'
import { planSpares } from '../../simulators/town/spares.ts'
import { visitAs } from './visit.ts'

/** Somebody of the town rings, and presses his way to an agent. */
export async function ringForAgent(browser: Browser, url: string): Promise<void> {
  const lead = await visitAs(browser, url, 'lead')
  const rung = await lead.page.request.post('/api/callcenter/calls', {
    data: {
      ...{ callId: `journey-${Date.now()}`, callerPhone: planAccounts()[3]?.customer.phone },
      ...{ patienceSeconds: 120, talkSeconds: 90, presses: ['1', '0'] },
    },
  })
  expect(rung.ok(), await rung.text()).toBe(true)
  await lead.leave()
}

/** The meter's terminal tells of an event, as it would over the air. */
export async function tellEvent(
  mqttUrl: string,
  meter: { assetNo: string; terminal: string },
  code: string,
): Promise<void> {
  const terminal = await connectAsync(mqttUrl)
  const message = { v: 1, events: [{ meter: meter.assetNo, at: new Date().toISOString(), code }] }
  await terminal.publishAsync(`dianhu/v1/${meter.terminal}/events`, JSON.stringify(message), { qos: 1 })
  await terminal.endAsync()
}

/** A meter that hangs in the town unassigned; a product that has run before has used some. */
export async function findMeterInStock(page: Page): Promise<ReturnType<typeof planSpares>[number]> {
  const answer = await page.request.get('/api/intake/choices')
  const { terminals } = (await answer.json()) as { terminals: { assetNo: string; takenUnitIds: number[] }[] }
  const isFree = (meter: { terminal: string; unitId?: number | null | undefined }) =>
    terminals.some(
      ({ assetNo, takenUnitIds }) => assetNo === meter.terminal && !takenUnitIds.includes(meter.unitId ?? 0),
    )
  const free = planSpares(planAccounts()).find(isFree)
  if (!free) throw new Error('the town has no meter in stock')
  return free
}
