import type { Load } from './loads.ts'
import { districts, loadOf, type TownAccount, type TownMeter, terminalOf } from './plan.ts'

/** Meters in stock, hung on the spare addresses of the gateways: they count from the day they are first read. */
export function planSpares(accounts: TownAccount[]): (TownMeter & { load: Load; district: string })[] {
  return districts
    .filter((each) => each.protocol === 'modbus-tcp' && each.kind === 'public')
    .flatMap((each, gateway) =>
      Array.from({ length: 4 }, (_, spare) => ({
        assetNo: `33028170${String(gateway * 4 + spare + 1).padStart(4, '0')}`,
        profile: 'eastron-sdm120',
        phase: 'single' as const,
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        ct: 1,
        terminal: terminalOf(each.name),
        unitId: accounts.filter(({ meter }) => meter.terminal === terminalOf(each.name)).length + spare + 1,
        hasPeriods: false,
        load: loadOf('home', `${each.name}/spare/${spare}`, 7_000),
        district: each.name,
      })),
    )
}
