/** The time of the screens: one tick for all that counts down, and moments in words. */
import { readonly, ref } from 'vue'
import { settings } from './settings'

const present = ref(Date.now())
setInterval(() => {
  present.value = Date.now()
}, 1000)

/** Milliseconds since 1970, anew each second. */
export const nowMs = readonly(present)

const ZONE = 'Asia/Shanghai'
const formats = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = settings.language === 'zh' ? 'zh-CN' : 'en-GB'
  const key = locale + JSON.stringify(options)
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: ZONE, hourCycle: 'h23', ...options })
  formats.set(key, found)
  return found
}

/** A moment as date and time in China. */
export function moment(at: string | null | undefined): string {
  if (!at) return ''
  return format({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** The same without the year, for lists. */
export function shortMoment(at: string | null | undefined): string {
  if (!at) return ''
  return format({ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** The weekday of a day `YYYY-MM-DD`. */
export function weekday(day: string): string {
  return new Intl.DateTimeFormat(settings.language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'long', timeZone: 'UTC' }).format(new Date(day))
}

/** How long, in the two largest units: days and hours, hours and minutes, minutes, seconds. */
export function duration(ms: number): string {
  const zh = settings.language === 'zh'
  const seconds = Math.floor(Math.abs(ms) / 1000)
  const parts: [number, string][] = [
    [Math.floor(seconds / 86400), zh ? '天' : 'd'],
    [Math.floor((seconds % 86400) / 3600), zh ? '小时' : 'h'],
    [Math.floor((seconds % 3600) / 60), zh ? '分' : 'min'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  if (first < 0) return `${seconds}${zh ? '秒' : ' s'}`
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${zh ? unit : ` ${unit}`}`)
    .join(zh ? '' : ' ')
}

/** The text of `<input type="datetime-local">` in China's time, as a moment with its offset. */
export function fromLocalInput(text: string): string {
  return `${text.length === 16 ? `${text}:00` : text}+08:00`
}

/** A moment as the text of `<input type="datetime-local">`, in China's time. */
export function toLocalInput(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)
}
