/** Topics of a maker's devices: a mapper's templates with the name that a terminal's topics carry. */

const CHANNELS = 16

/** Every topic that a template stands for, and its channel. */
export function expandTopic(template: string, name: string): { topic: string; channel: number | undefined }[] {
  const topic = template.replaceAll('{topic}', name)
  if (!topic.includes('{channel}')) return [{ topic, channel: undefined }]
  return Array.from({ length: CHANNELS }, (_, channel) => ({
    topic: topic.replaceAll('{channel}', String(channel)),
    channel,
  }))
}

/** The filter that hears all of them. */
export function toFilter(template: string, name: string): string {
  const levels = template.split('/').map((level) => (level.includes('{channel}') ? '+' : level))
  return levels.join('/').replaceAll('{topic}', name)
}

/** Whether an MQTT filter takes in a topic. */
export function isUnder(filter: string, topic: string): boolean {
  const wanted = filter.split('/')
  const levels = topic.split('/')
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false
  }
  return wanted.length === levels.length
}
