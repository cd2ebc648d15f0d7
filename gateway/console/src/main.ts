/** The console: its parts put together. */
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-dialog.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './styles/main.css'
import { createApp } from 'vue'
import { configure } from '@/api/client'
import App from './App.vue'
import { i18n } from './i18n'
import { followStream } from './live/stream'
import { router } from './router'
import { session, sessionEnded } from './state/session'
import { followSettings, settings } from './state/settings'

configure({
  csrf: () => session.csrf,
  language: () => (settings.language === 'zh' ? 'zh-CN' : 'en'),
  signedOut: sessionEnded,
})
followSettings()
followStream()
createApp(App).use(i18n).use(router).mount('#app')
