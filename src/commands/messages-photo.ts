import { defineFileCommand } from './file-command.ts';

export const messagesPhoto = defineFileCommand('m.image', {
  name: 'messages photo',
  title: 'Send a picture',
  summary: 'Have a bot show a picture in a room of Matrix.',
  example: 'messages photo !AbCdEf:example.org iVBORw0KGgo= -u steve',
  http: 'POST /api/v1/sendPhoto',
  positional: ['room_id', 'file', 'caption'],
  did: 'sent a picture',
});
