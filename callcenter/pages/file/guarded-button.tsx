import { Button } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerFile } from '../../contract.ts'
import { identityWords } from '../call/identity-words.ts'
import css from '../desk.module.css'
import { fileWords } from './words.ts'

type Withheld = NonNullable<CallerFile['identity']>['withheld'][number]

/** Which level it takes to tell a field of the file; undefined where the level is enough. */
export function needsOf(file: CallerFile, field: Withheld['field']): Withheld['needs'] | undefined {
  return file.identity?.withheld.find((each) => each.field === field)?.needs
}

/** Opens what is told of the file only once it is sure enough who speaks: until then it says what is needed. */
export function GuardedButton(props: {
  text: string
  accessKey: string
  needs: Withheld['needs'] | undefined
  open: () => void
}) {
  const { text, accessKey, needs, open } = props
  const say = useWords(fileWords)
  const identity = useWords(identityWords)
  const level = needs && identity(`level.${needs}`)
  return (
    <>
      <Button
        size="small"
        className={css.signButton}
        disabled={needs !== undefined}
        {...(level && { 'aria-label': say('needs', { what: text, level }) })}
        onClick={open}
      >
        {text}
        <span className={css.key}>{accessKey}</span>
      </Button>
      {level && <div className={css.note}>{identity('needs.level', { level })}</div>}
    </>
  )
}
