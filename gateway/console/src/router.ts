/** Where each page is: after the `#`, so that the server needs one address, and nothing personal reaches its logs. */
import { createRouter, createWebHashHistory } from 'vue-router'
import { DESKS } from '@/frame/desks'

export const router = createRouter({
  history: createWebHashHistory('/'),
  routes: [
    ...DESKS.map((desk) => ({ path: desk.path, name: desk.name, component: desk.load, meta: { desk }, props: true })),
    { path: '/:rest(.*)', name: 'nowhere', component: () => import('@/frame/NotFound.vue') },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
