import { Button, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { accountNumber, clock, quantity, yuan } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { PowerFactorRow } from '../../power-factor/contract.ts'
import css from '../office.module.css'
import { factor, signed } from './outlook.tsx'
import { powerFactorWords } from './words.ts'

type State = NonNullable<PowerFactorRow['outlook']>['state']
const tones: Record<State, Tone> = { 'at-risk': 'warn', lost: 'bad', met: 'good', idle: 'calm', unknown: 'calm' }

export function useColumns(open: (accountNo: string) => void): TableColumnsType<PowerFactorRow> {
  return [...useAccountColumns(open), ...useOutlookColumns()]
}

function useAccountColumns(open: (accountNo: string) => void): TableColumnsType<PowerFactorRow> {
  const say = useWords(powerFactorWords)
  return [
    {
      title: say('col.account'),
      render: (_, { accountNo, customerName }) => (
        <>
          <Button
            type="link"
            style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'left' }}
            onClick={() => open(accountNo)}
          >
            {customerName}
          </Button>
          <div className={css.note}>{accountNumber(accountNo)}</div>
        </>
      ),
    },
    { title: say('col.district'), width: 150, render: (_, { districtName }) => districtName ?? '—' },
    {
      title: say('col.now'),
      width: 110,
      align: 'right',
      render: (_, { now }) =>
        now ? (
          <>
            <Link to={`/grid/meters/${now.pointId}`}>{factor(now.powerFactor)}</Link>
            <div className={css.note}>{clock(now.at)}</div>
          </>
        ) : (
          '—'
        ),
    },
  ]
}

function useOutlookColumns(): TableColumnsType<PowerFactorRow> {
  const say = useWords(powerFactorWords)
  const [language] = useLanguage()
  return [
    {
      title: say('col.soFar'),
      width: 130,
      align: 'right',
      render: (_, { outlook }) => (
        <>
          {factor(outlook?.powerFactor)}
          {outlook && <div className={css.note}>{say('standard', { standard: outlook.standard })}</div>}
        </>
      ),
    },
    {
      title: say('col.projected'),
      width: 120,
      align: 'right',
      render: (_, { outlook }) => (
        <>
          {factor(outlook?.projected?.powerFactor)}
          {outlook?.projected && (
            <div className={css.note}>{say('rate', { rate: signed(outlook.projected.ratePercent) })}</div>
          )}
        </>
      ),
    },
    {
      title: say('col.yuan'),
      width: 140,
      align: 'right',
      render: (_, { outlook }) => (outlook?.projected ? yuan(outlook.projected.adjustmentYuan) : '—'),
    },
    {
      title: say('col.savable'),
      width: 130,
      align: 'right',
      render: (_, { outlook }) => (outlook?.projected && isBelow(outlook.state) ? yuan(savable(outlook)) : '—'),
    },
    {
      title: say('col.kvar'),
      width: 110,
      align: 'right',
      render: (_, { outlook }) =>
        outlook?.kvarThisMonth ? say('kvar', { kvar: quantity(outlook.kvarThisMonth) }) : '—',
    },
    {
      title: say('col.state'),
      width: 150,
      render: (_, { outlook }) => (
        <>
          <Pill tone={tones[outlook?.state ?? 'unknown']}>{say(`state.${outlook?.state ?? 'unknown'}`)}</Pill>
          {outlook && (
            <div className={css.note}>
              {outlook.because?.[language] ?? say('until', { day: outlook.until.slice(5) })}
            </div>
          )}
        </>
      ),
    },
  ]
}

const isBelow = (state: State) => state === 'at-risk' || state === 'lost'

/** Both are in whole fen. */
function savable({ projected, reachableYuan }: NonNullable<PowerFactorRow['outlook']>): number {
  return (Math.round(Number(projected?.adjustmentYuan ?? 0) * 100) - Math.round(Number(reachableYuan ?? 0) * 100)) / 100
}
