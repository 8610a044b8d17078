import { Mapper } from './mapper.ts'

/** A meter at the feed-in point: what is consumed comes from the grid. */
export const froniusMeter = Mapper.parse({
  name: 'fronius-smart-meter',
  title: 'Fronius Smart Meter（Solar API v1）',
  document: 'Fronius Solar API V1, GetMeterRealtimeData; published by a bridge on one topic',
  publishes: ['{topic}'],
  messages: [
    {
      topic: '{topic}',
      at: { path: 'Timestamp', zone: '+08:00' },
      readings: [
        {
          fields: {
            importWh: { path: 'EnergyReal_WAC_Sum_Consumed' },
            exportWh: { path: 'EnergyReal_WAC_Sum_Produced' },
            uV: { path: 'Voltage_AC_Phase' },
            iA: { path: 'Current_AC_Phase' },
            pPhaseW: { path: 'PowerReal_P_Phase' },
            qPhaseVar: { path: 'PowerReactive_Q_Phase' },
            pW: { path: 'PowerReal_P_Sum' },
            qVar: { path: 'PowerReactive_Q_Sum' },
            pf: { path: 'PowerFactor_Sum' },
            fHz: { path: 'Frequency_Phase_Average' },
          },
        },
      ],
    },
  ],
})
