import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { SheetRow } from '../../quality/contract.ts'
import { qualityWords } from './words.ts'

export const sheetTones: Record<SheetRow['state'], Tone> = {
  open: 'warn',
  judged: 'good',
  appealed: 'bad',
  final: 'calm',
}

export function useTalk(): (seconds: number) => string {
  const say = useWords(qualityWords)
  return (seconds) =>
    seconds < 60
      ? say('seconds', { seconds })
      : say('minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
}

/** Why the call was chosen, one after the other. */
export function useReasons(): (reasons: SheetRow['reasons']) => string {
  const say = useWords(qualityWords)
  return (reasons) => reasons.map((reason) => say(`reason.${reason}`)).join(say('between'))
}

/** Sheets, each leading to itself below `path`. */
export function SheetTable({ sheets, passPoints, path }: { sheets: SheetRow[]; passPoints: number; path: string }) {
  const say = useWords(qualityWords)
  const talk = useTalk()
  const listed = useReasons()
  const columns: TableColumnsType<SheetRow> = [
    {
      title: say('col.state'),
      width: 100,
      render: (_, { state }) => <Pill tone={sheetTones[state]}>{say(`state.${state}`)}</Pill>,
    },
    {
      title: say('col.call'),
      render: (_, { id, contactNo, answeredAt }) => (
        <Link to={`${path}/${id}`}>
          {contactNo} {instant(answeredAt)}
        </Link>
      ),
    },
    { title: say('col.agent'), width: 140, dataIndex: 'agent' },
    { title: say('col.talk'), width: 110, align: 'right', render: (_, { talkSeconds }) => talk(talkSeconds) },
    {
      title: say('col.reasons'),
      width: 160,
      render: (_, { reasons }) => listed(reasons),
    },
    {
      title: say('col.score'),
      width: 120,
      align: 'right',
      render: (_, { score, isFatal }) =>
        score === null ? (
          ''
        ) : (
          <Pill tone={score >= passPoints ? 'good' : 'bad'}>{isFatal ? `${score} · ${say('fatal')}` : score}</Pill>
        ),
    },
    { title: say('col.judge'), width: 140, dataIndex: 'judgedBy' },
  ]
  return <DataTable rowKey={({ id }) => String(id)} columns={columns} items={sheets} width={940} pageSize={20} />
}
