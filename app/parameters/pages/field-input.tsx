import { Button, Input, Select } from 'antd'
import { useWords } from '../../web/kit/words.ts'
import type { ParameterField } from '../contract.ts'
import css from './parameters.module.css'
import { useSaid } from './said.ts'
import { parameterWords } from './words.ts'

type Given = { of: ParameterField; value?: string | null; onChange?: (value: string | null) => void; id?: string }

/** A field of a rule as its type asks for it; given to a form item, which passes value and change. */
export function FieldInput({ of, value = null, onChange = () => {}, id }: Given) {
  const say = useWords(parameterWords)
  const said = useSaid()
  const { type, unit, options, none } = of
  const named = id === undefined ? {} : { id }
  const choices = options.map((option) => ({ value: option.value, label: said(option.said) }))
  if (type === 'flag') {
    const answers = [
      { value: 'true', label: say('yes') },
      { value: 'false', label: say('no') },
    ]
    return <Select {...named} value={value} onChange={onChange} options={answers} />
  }
  if (type === 'roles') {
    return (
      <Select
        {...named}
        mode="multiple"
        placeholder={none ? said(none) : ''}
        showSearch={{ optionFilterProp: 'label' }}
        value={value ? value.split(',') : []}
        onChange={(codes: string[]) => onChange(codes.length > 0 ? codes.join(',') : null)}
        options={choices}
      />
    )
  }
  if (type === 'code') {
    const all = none ? [{ value: '*', label: said(none) }, ...choices] : choices
    return (
      <Select
        {...named}
        showSearch={{ optionFilterProp: 'label' }}
        value={value ?? (none ? '*' : null)}
        onChange={(code) => onChange(code === '*' ? null : code)}
        options={all}
      />
    )
  }
  if (type === 'clauses') return <Clauses value={value ?? '[]'} onChange={onChange} />
  if (type === 'text') {
    return (
      <Input.TextArea
        {...named}
        autoSize={{ minRows: 1, maxRows: 6 }}
        placeholder={none ? said(none) : ''}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value)}
      />
    )
  }
  return (
    <Input
      {...named}
      {...(type === 'clock'
        ? { placeholder: '21:00', maxLength: 5, className: css.clock ?? '' }
        : { inputMode: 'decimal' })}
      suffix={unit ? said(unit) : undefined}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value.trim())}
    />
  )
}

type Clause = { title: string; text: string }

function Clauses({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const say = useWords(parameterWords)
  const clauses = JSON.parse(value) as Clause[]
  const set = (next: Clause[]) => onChange(JSON.stringify(next))
  const change = (at: number, part: Partial<Clause>) =>
    set(clauses.map((clause, n) => (n === at ? { ...clause, ...part } : clause)))
  return (
    <>
      {clauses.map(({ title, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a clause is known by its place alone.
        <div className={css.clause} key={at}>
          <Input
            aria-label={say('clause.title')}
            value={title}
            onChange={({ target }) => change(at, { title: target.value })}
          />
          <Input.TextArea
            aria-label={say('clause.text')}
            autoSize={{ minRows: 2, maxRows: 8 }}
            value={text}
            onChange={({ target }) => change(at, { text: target.value })}
          />
          <Button size="small" onClick={() => set(clauses.filter((_, n) => n !== at))}>
            {say('clause.remove')}
          </Button>
        </div>
      ))}
      <Button onClick={() => set([...clauses, { title: '', text: '' }])}>{say('clause.add')}</Button>
    </>
  )
}
