import { Counter, Gauge, register } from 'prom-client'

/** What this process has done since it started; the department's share of `/metrics`. */
export const counts = {
  readings: { accepted: 0, held: 0, rejected: 0, quarantined: 0 },
  mqttMessages: { taken: 0, malformed: 0 },
  quarantine: { kept: 0, refused: 0 },
  validation: { days: 0, failed: 0 },
  lineReads: { answered: 0, failed: 0, skipped: 0 },
  dialIns: { accepted: 0, refused: 0 },
}

/** How things stand in this process now. */
export const levels = {
  /** Meters that the customer file wants asked, meters that are, and those in one of the two only. */
  pollers: { wanted: 0, running: 0, difference: 0 },
  /** Marks of changed days that wait, and how long the first of those taken last had waited. */
  validation: { marks: 0, lagSeconds: 0 },
}

export type LineLevels = Record<
  | 'lines'
  | 'lines away'
  | 'units left alone'
  | 'gaps learned'
  | 'limits learned'
  | 'readings waiting'
  | 'readings given up',
  number
>

/** Collectors of lines that run now, each telling how it stands when asked. */
export const lineLevels = new Set<() => LineLevels>()

const described: Record<keyof typeof counts, [name: string, help: string, label: string]> = {
  readings: ['dianhu_readings_total', 'Readings by what was decided about them', 'outcome'],
  mqttMessages: ['dianhu_mqtt_messages_total', 'MQTT messages committed', 'result'],
  quarantine: ['dianhu_quarantine_total', 'Messages and readings put aside, and those that found no room', 'result'],
  validation: ['dianhu_validated_total', 'Days of points validated', 'result'],
  lineReads: ['dianhu_line_reads_total', 'Meters asked over lines', 'result'],
  dialIns: ['dianhu_dial_ins_total', 'Terminals that connected to us', 'result'],
}

const describedLevels: Record<keyof typeof levels, [name: string, help: string]> = {
  pollers: ['dianhu_pollers', 'Meters that are wanted and that are asked over lines'],
  validation: ['dianhu_validation', 'Marks of changed days that wait, and seconds that the first of them waited'],
}

export function exposeCounts(): void {
  for (const [key, [name, help]] of Object.entries(describedLevels)) {
    register.removeSingleMetric(name)
    new Gauge({
      name,
      help,
      labelNames: ['state'],
      collect() {
        for (const [state, level] of Object.entries(levels[key as keyof typeof levels])) this.set({ state }, level)
      },
    })
  }
  register.removeSingleMetric('dianhu_lines')
  new Gauge({
    name: 'dianhu_lines',
    help: 'Lines that are asked, what was learned of their units, and readings of theirs that are not stored',
    labelNames: ['state'],
    collect() {
      this.reset()
      for (const measure of lineLevels) {
        for (const [state, count] of Object.entries(measure())) this.inc({ state }, count)
      }
    },
  })
  for (const [key, [name, help, label]] of Object.entries(described)) {
    register.removeSingleMetric(name)
    new Counter({
      name,
      help,
      labelNames: [label],
      collect() {
        this.reset()
        for (const [result, count] of Object.entries(counts[key as keyof typeof counts])) {
          this.inc({ [label]: result }, count)
        }
      },
    })
  }
}
