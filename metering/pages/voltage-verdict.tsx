import { Button, Input } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../app/web/kit/api.ts'
import { Facts, Panel, Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { VoltageVerdict } from '../contract-power-quality.ts'
import { powerQualityWords } from './power-quality-words.ts'
import css from './voltage.module.css'

const tones: Record<VoltageVerdict['verdict'], Tone> = {
  ...{ proved: 'bad', partly: 'warn', disproved: 'good', insufficient: 'calm', unjudged: 'calm' },
}

/** Whether what a customer complains of can be seen in what was measured. */
export function VoltageVerdictPanel({ pointId, from, to }: { pointId: number; from: string; to: string }) {
  const say = useWords(powerQualityWords)
  const [wanted, setWanted] = useState({ from, to })
  const [asked, setAsked] = useState<{ from: string; to: string }>()
  const found = useResource<VoltageVerdict>(
    asked ? withQuery(`/api/metering/points/${pointId}/voltage-verdict`, asked) : null,
  )
  return (
    <Panel title={say('verdict.title')}>
      <form
        className={css.ask}
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(wanted)
        }}
      >
        {(['from', 'to'] as const).map((name) => (
          <label key={name} htmlFor={`verdict-${name}`}>
            {say(`verdict.${name}`)}{' '}
            <Input
              id={`verdict-${name}`}
              type="date"
              style={{ width: 150 }}
              value={wanted[name]}
              onChange={(event) => setWanted({ ...wanted, [name]: event.target.value })}
            />
          </label>
        ))}
        <Button type="primary" htmlType="submit" disabled={!wanted.from || !wanted.to}>
          {say('verdict.ask')}
        </Button>
      </form>
      {asked && (
        <Shown of={found} rows={3}>
          {(data) => <Verdict data={data} />}
        </Shown>
      )}
    </Panel>
  )
}

function Verdict({ data }: { data: VoltageVerdict }) {
  const say = useWords(powerQualityWords)
  const [language] = useLanguage()
  return (
    <div role="status">
      <Pill tone={tones[data.verdict]}>{say(`verdict.${data.verdict}`)}</Pill>
      <p className={css.words}>{data.words[language]}</p>
      {data.basis !== '' && <Facts items={[{ label: say('verdict.basis'), value: data.basis, wide: true }]} />}
    </div>
  )
}
