import type { Ctx } from '../db/context.ts'
import { type MeterValues, type MqttAnswer, parseInstant } from './mqtt-contract.ts'
import { insertClockSetting, saveClocks } from './sql/clocks.ts'
import type { Installed } from './sql/installations.ts'

/** Keeps how far the meters' clocks are from ours, of readings that showed one. Inside the caller's transaction. */
export async function keepClocks(
  ctx: Ctx,
  fresh: { installed: Installed; at: Date; values: MeterValues }[],
): Promise<void> {
  const clocks = fresh.flatMap(({ installed, at, values }) => {
    if (values.clock === undefined) return []
    const driftMs = parseInstant(values.clock).getTime() - at.getTime()
    return [{ deviceId: installed.deviceId, pointId: installed.pointId, measuredAt: at, driftMs }]
  })
  if (clocks.length > 0) await saveClocks(ctx, clocks)
}

/** A terminal has set a meter's clock: who asked, before and after. */
export async function recordClockAnswer(
  ctx: Ctx,
  told: { pointId: number; by: string; answer: MqttAnswer },
): Promise<void> {
  const { pointId, by, answer } = told
  const at = parseInstant(answer.at).getTime()
  const drift = (clock: string | undefined) => (clock === undefined ? null : parseInstant(clock).getTime() - at)
  const driftBeforeMs = drift(answer.clockBefore) ?? 0
  await insertClockSetting(ctx, {
    pointId,
    by,
    method: 'terminal',
    driftBeforeMs,
    driftAfterMs: drift(answer.clockAfter),
  })
}
