/** The page of the local workspace: its own dress over the same methods that any client has. */
import { render } from 'preact';
import { App } from './App.tsx';
import { openDesk } from './desk.ts';
import { Here } from './here.ts';
import { followWindow } from './opening.ts';
import { start } from './signin.ts';

const desk = openDesk();
render(
  <Here.Provider value={desk}>
    <App />
  </Here.Provider>,
  document.querySelector('#app') ?? document.body,
);
followWindow(desk);
void start(desk);
