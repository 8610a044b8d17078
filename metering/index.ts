import type { Department } from '../db/department.ts'
import type { Subscriber } from '../db/events.ts'
import { addDays, civilDay } from '../db/time.ts'
import { raiseStaleMeters } from './alarms.ts'
import { wakeLineCollectors } from './collect/lines/collector.ts'
import { countDueDays } from './collection/count.ts'
import { refreshGaps } from './collection/gaps.ts'
import { openDueRepairs } from './collection/repairs.ts'
import { freezeRegisters } from './freezes.ts'
import { intervalErasure, keepStore } from './packing.ts'
import { analyseVoltage } from './power-quality/days.ts'
import { dropOutdated, releaseTakeable } from './release.ts'
import { meteringRoutes } from './routes.ts'
import { makeReadingPlans, refreshDuePlans } from './sections/plans.ts'
import { settledRegisters } from './settled-registers.ts'
import { markSilentDays, unparkMarks } from './sql/dirty-days.ts'
import { readingData } from './sql/personal-data.ts'
import { terminalEventErasure } from './terminal-events.ts'
import { analyseTransformers } from './transformers/days.ts'

export { acknowledgeAlarm } from './alarm-acts.ts'
export { listAlarms, listPointAlarms } from './alarm-list.ts'
export { askMeter, findQuestion, readOrAsk } from './ask-meter.ts'
export {
  type BroughtReading,
  bringReadings,
  inspectBroughtReadings,
  listRegistersAt,
} from './brought-readings.ts'
export type { Framing, LineAddress } from './collect/lines/address.ts'
export { LineCollector } from './collect/lines/collector.ts'
export { BusFault } from './collect/lines/fault.ts'
export { LinePoller } from './collect/lines/poller.ts'
export { Reception } from './collect/lines/reception.ts'
export { closeLines, findLine } from './collect/lines/registry.ts'
export { type ProbeResult, probeMeter } from './collect/modbus/probe.ts'
export type { MqttAccess } from './collect/mqtt/access.ts'
export { collectorSession, MqttCollector } from './collect/mqtt/collector.ts'
export { framingOf, readMeter, UnknownProfile } from './collect/read-meter.ts'
export { CollectionChores } from './collection/chores.ts'
export { Commander } from './collection/commands.ts'
export { CommandRow } from './contract-collection.ts'
export { isTerminalSecret } from './credentials.ts'
export { findDayCurve } from './curves.ts'
export { listDemands } from './demands.ts'
export { createGrouper } from './floods/grouper.ts'
export { freezeRegisters } from './freezes.ts'
export { listLastRegisters } from './last-registers.ts'
export { listLoads } from './loads.ts'
export { loadSiteMappers } from './mappers/all.ts'
export { listMetersNow } from './meters-now.ts'
export { packDay } from './packing.ts'
export { parameterSets as meteringParameters } from './parameters/sets.ts'
export { findPointState } from './points.ts'
export { analyseDay as analyseVoltageDay } from './power-quality/days.ts'
export { UnreadableWaveform } from './power-quality/read-waveform.ts'
export { analyseWaveformFile, type WaveformFileReport } from './power-quality/waveform-file.ts'
export { findModelPhase, findProfile, listProfileNames, listProfiles } from './profiles/all.ts'
export { readNow } from './read-now.ts'
export { mayPublish, maySubscribe, type Speaker } from './rules/mqtt-rights.ts'
export { findReadingDay } from './rules/reading-plan.ts'
export { listOpenReviews } from './sections/open-reviews.ts'
export { findPlanState } from './sections/plans.ts'
export { configureMetering } from './settings.ts'
export { loadSiteProfiles } from './site-profiles.ts'
export { listCurves } from './span-curves.ts'
export { listReactiveNeeds, type ReactiveNeed } from './sql/reactive-needs.ts'
export { summariseReadings } from './sql/summary.ts'
export { findUsage, listUsages } from './usage.ts'
export { benchValidation } from './vee/bench.ts'
export { checkReadingsFile, type FileCheck } from './vee/check-file.ts'
export { wireBillPreview } from './vee/effect.ts'
export { UnreadableReadings } from './vee/read-file.ts'
export type { BillPreview } from './vee/shapes.ts'
export { joinDirtyDays, validateDays, validateDirtyDays } from './vee/validate.ts'
export { createValidator } from './vee/validator.ts'
export { listVendorFilters } from './vendor-routes.ts'

/** A new account's meter, or one put in the place of another, is read from then on, without waiting for the next round. */
const newMeters: Subscriber = {
  name: 'metering.new-meters',
  kinds: ['account.opened', 'meter.exchanged'],
  async handle(_ctx, { payload }) {
    if ('pointId' in payload && payload.pointId !== null) wakeLineCollectors(payload.pointId)
  },
}

/** When this process first looked for silent meters: its collectors have been listening since then. */
let listeningSince: Date | undefined

export const metering: Department = {
  name: 'metering',
  routes: meteringRoutes,
  subscribers: [newMeters, settledRegisters],
  personalData: readingData,
  jobs: [
    {
      name: 'raise-stale-meters',
      cron: '* * * * *',
      async run(ctx) {
        listeningSince ??= ctx.now
        await raiseStaleMeters(ctx, listeningSince)
      },
    },
    {
      name: 'validate-silent-days',
      cron: '10 1 * * *',
      run: async (ctx) => void (await markSilentDays(ctx, addDays(civilDay(ctx.now), -1))),
    },
    {
      name: 'validate-parked-days',
      cron: '30 2 * * *',
      run: async (ctx) => void (await unparkMarks(ctx)),
    },
    {
      name: 'analyse-transformers',
      // Readings of the evening come in for hours; what comes later is worked in the next time.
      cron: '40 2,10 * * *',
      run: async (ctx) => void (await analyseTransformers(ctx)),
    },
    {
      name: 'keep-store',
      cron: '10 3 * * *',
      async run(ctx) {
        await keepStore(ctx)
        await dropOutdated(ctx)
      },
    },
    {
      name: 'release-quarantine',
      cron: '* * * * *',
      run: releaseTakeable,
    },
    {
      name: 'freeze-registers',
      // Readings of midnight come in for hours; those of yesterday may still be on their way.
      cron: '20 * * * *',
      async run(ctx) {
        const today = civilDay(ctx.now)
        await freezeRegisters(ctx, { day: addDays(today, -1) })
        await freezeRegisters(ctx, { day: today })
      },
    },
    {
      name: 'count-collection',
      // Nothing is done until a day's deadline is past; after a stop the days left out follow soon.
      cron: '*/5 * * * *',
      async run(ctx) {
        await countDueDays(ctx)
        await openDueRepairs(ctx)
      },
    },
    {
      name: 'reading-plans',
      // Made and looked at by rounds: what a stop left out follows soon.
      cron: '*/10 * * * *',
      async run(ctx) {
        await makeReadingPlans(ctx)
        await refreshDuePlans(ctx)
      },
    },
    {
      name: 'analyse-voltage',
      // Yesterday once its readings are in; then what comes late, within minutes.
      cron: '*/10 * * * *',
      run: async (ctx) => void (await analyseVoltage(ctx)),
    },
    {
      name: 'refresh-gaps',
      cron: '40 * * * *',
      run: async (ctx) => void (await refreshGaps(ctx)),
    },
  ],
  erasures: [intervalErasure, terminalEventErasure],
}
