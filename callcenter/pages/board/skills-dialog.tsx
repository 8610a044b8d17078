import { App, Modal, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { skills } from '../../board/contract.ts'
import css from './board.module.css'
import type { Agent } from './board.tsx'
import { boardWords } from './words.ts'

const levels = [0, 1, 2, 3, 4, 5]

export function SkillsDialog({ agent, close }: { agent: Agent; close: (isDone: boolean) => void }) {
  const say = useWords(boardWords)
  const { message } = App.useApp()
  const [chosen, choose] = useState(agent.skills)
  const save = useSubmit(async (wanted: Agent['skills'], key) => {
    await write('PUT', `/api/callcenter/agents/${agent.userId}/skills`, { skills: wanted }, key)
    return true
  })
  const submit = async () => {
    if (!(await save.submit(chosen))) return
    message.success(say('skills.saved'))
    close(true)
  }
  const set = (skill: (typeof skills)[number], level: number) =>
    choose(Object.fromEntries(Object.entries({ ...chosen, [skill]: level }).filter(([, each]) => each > 0)))
  return (
    <Modal
      open
      title={say('skills.title', { name: agent.name })}
      okText={say('save')}
      cancelText={say('cancel')}
      confirmLoading={save.busy}
      onOk={submit}
      onCancel={() => close(false)}
    >
      <p className={css.small}>{say('skills.lead')}</p>
      {skills.map((skill) => (
        <div key={skill} className={css.skill}>
          <span id={`skill-${skill}`}>{say(`skill.${skill}`)}</span>
          <Select
            aria-labelledby={`skill-${skill}`}
            value={chosen[skill] ?? 0}
            onChange={(level) => set(skill, level)}
            options={levels.map((level) => ({
              value: level,
              label: level === 0 ? say('skills.none') : say('skills.level', { level }),
            }))}
          />
        </div>
      ))}
      <Trouble error={save.error} />
    </Modal>
  )
}
