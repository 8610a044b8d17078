import { Drawer, type TableColumnsType } from 'antd'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { accountNumber, instant, quantity, yuan } from '../../../app/web/kit/format.ts'
import { Facts, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { SheetDetail } from '../../market/contract.ts'
import css from '../office.module.css'
import { marketWords } from './words.ts'

type Line = SheetDetail['lines'][number]

/** A sheet line by line as the market printed it, and what stood before it. */
export function SheetDrawer({ id, show }: { id: string; show: (id: string | null) => void }) {
  const say = useWords(marketWords)
  const sheet = useResource<SheetDetail>(id === '' ? null : `/api/billing/market-sheets/${id}`)
  return (
    <Drawer
      open={id !== ''}
      size={640}
      title={sheet.data ? say('sheet.title', { no: sheet.data.sheetNo }) : say('col.sheet')}
      onClose={() => show(null)}
    >
      <Shown of={sheet} rows={8}>
        {(data) => <Sheet sheet={data} show={show} />}
      </Shown>
    </Drawer>
  )
}

function Sheet({ sheet, show }: { sheet: SheetDetail; show: (id: string) => void }) {
  const say = useWords(marketWords)
  const imported = say('sheet.imported.by', { at: instant(sheet.importedAt), by: sheet.importedBy })
  const isStanding = sheet.supersededAt === null
  return (
    <div className={css.stack}>
      <Facts
        items={[
          { label: say('sheet.account'), value: `${accountNumber(sheet.accountNo)} ${sheet.customerName}`, wide: true },
          { label: say('month'), value: sheet.month },
          { label: say('col.retailer'), value: sheet.retailer },
          { label: say('sheet.issued'), value: sheet.issuedOn },
          { label: say('sheet.imported'), value: imported },
          { label: say('col.energy'), value: `${quantity(sheet.energyKwh, 6)} kWh` },
          { label: say('sheet.total'), value: yuan(sheet.totalYuan) },
        ]}
      />
      <div>
        <Pill tone={isStanding ? 'good' : 'calm'}>{say(isStanding ? 'sheet.standing' : 'sheet.superseded')}</Pill>
      </div>
      <DataTable
        rowKey={(line) => String(sheet.lines.indexOf(line))}
        columns={useColumns()}
        items={sheet.lines}
        width={560}
      />
      {sheet.versions.length > 1 && (
        <>
          <h3>{say('sheet.versions')}</h3>
          <ul>
            {sheet.versions.map((version) => (
              <li key={version.id}>
                <button type="button" disabled={version.id === sheet.id} onClick={() => show(String(version.id))}>
                  {version.sheetNo} · {version.issuedOn} · {yuan(version.totalYuan)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function useColumns(): TableColumnsType<Line> {
  const say = useWords(marketWords)
  return [
    {
      title: say('field.name'),
      render: (_, { name, code, countsAsEnergy, energyKwh }) => (
        <>
          {name}
          <div className={css.note}>
            {code}
            {!countsAsEnergy && energyKwh > 0 ? ` · ${say('sheet.beside')}` : ''}
          </div>
        </>
      ),
    },
    { title: say('field.period'), width: 70, render: (_, { period }) => say(`period.${period}`) },
    {
      title: say('field.energyKwh'),
      width: 110,
      align: 'right',
      render: (_, { energyKwh }) => (energyKwh === 0 ? '—' : quantity(energyKwh, 6)),
    },
    {
      title: say('field.priceYuanPerKwh'),
      width: 100,
      align: 'right',
      render: (_, line) => line.priceYuanPerKwh ?? '—',
    },
    { title: say('field.amountYuan'), width: 120, align: 'right', render: (_, line) => yuan(line.amountYuan) },
  ]
}
