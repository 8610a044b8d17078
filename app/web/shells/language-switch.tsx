import { Button } from 'antd'
import { useLanguage, useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'

export function LanguageSwitch() {
  const say = useWords(kitWords)
  const [language, setLanguage] = useLanguage()
  return (
    <Button
      size="small"
      type="text"
      aria-label={say('language.label')}
      onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
    >
      {say('language')}
    </Button>
  )
}
