import { Form, Select } from 'antd'
import type { z } from 'zod'
import { accountNumber } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { standardInput } from '../contract.ts'
import { EnterFact, type Item } from './enter-fact.tsx'
import { parkedWords } from './parked-words.ts'

const NONE = 'none'
type Input = z.infer<typeof standardInput>
type Filled = { standard: NonNullable<Input['standard']> | typeof NONE; reason: string }

function toInput({ standard, reason }: Filled): Input {
  return { standard: standard === NONE ? null : standard, reason }
}

/** The power-factor standard that the file lacks, or that there is none. */
export function EnterStandard({ item, done }: { item: Item; done: () => void }) {
  const say = useWords(parkedWords)
  const told = {
    title: say('standard.title', { no: accountNumber(item.accountNo) }),
    ok: say('standard.ok'),
    lead: say('standard.lead'),
  }
  const options = [
    ...(['0.90', '0.85', '0.80'] as const).map((value) => ({ value, label: value as string })),
    { value: NONE, label: say('standard.none') },
  ]
  return (
    <EnterFact<Filled> {...{ item, done, told, button: say('standard'), path: 'power-factor-standard', toInput }}>
      <Form.Item
        name="standard"
        label={say('standard.value')}
        rules={[{ required: true, message: say('standard.bad') }]}
      >
        <Select options={options} style={{ width: 200 }} />
      </Form.Item>
    </EnterFact>
  )
}
