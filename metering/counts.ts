import { Counter, register } from 'prom-client'

/** What this process has done since it started; the department's share of `/metrics`. */
export const counts = {
  readings: { accepted: 0, held: 0, rejected: 0, quarantined: 0 },
  mqttMessages: { taken: 0, malformed: 0 },
  validation: { days: 0, failed: 0 },
  modbusReads: { answered: 0, failed: 0, skipped: 0 },
}

const described: Record<keyof typeof counts, [name: string, help: string, label: string]> = {
  readings: ['dianhu_readings_total', 'Readings by what was decided about them', 'outcome'],
  mqttMessages: ['dianhu_mqtt_messages_total', 'MQTT messages committed', 'result'],
  validation: ['dianhu_validated_total', 'Days of points validated', 'result'],
  modbusReads: ['dianhu_modbus_reads_total', 'Meters asked over Modbus', 'result'],
}

export function exposeCounts(): void {
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
