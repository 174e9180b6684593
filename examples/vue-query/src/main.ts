import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './app.vue'
import { supabase } from './realtime'

// Nothing is listened to before somebody is signed in, if only anonymously.
const { data } = await supabase.auth.getSession()
if (data.session === null) await supabase.auth.signInAnonymously()

createApp(App).use(VueQueryPlugin).mount('#root')
