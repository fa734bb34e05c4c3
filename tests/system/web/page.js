// A chat in one room, on irc-framework: everything of IRC and WebSocket is the library's, as in Kiwi IRC.
// The address says where to: ?port=…&nick=…&protocol=text.ircv3.net
import { Client } from 'irc-framework';

const asked = new URLSearchParams(location.search);
const room = '#lobby';
const client = new Client();

function show(kind, nick, text) {
    const line = document.createElement('div');
    line.className = kind;
    const who = document.createElement('b');
    who.textContent = nick + ' ';
    line.append(who, text);
    document.getElementById('log').append(line);
}

client.on('registered', () => client.join(room));
client.on('join', (event) => show('event', event.nick, 'joined ' + event.channel));
client.on('quit', (event) => show('event', event.nick, 'left: ' + event.message));
client.on('privmsg', (event) => show('line', event.nick, event.message));
client.on('socket close', () => show('event', '*', 'disconnected'));

document.getElementById('say').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
        client.say(room, event.target.value);
        show('line', client.user.nick, event.target.value);
        event.target.value = '';
    }
});

client.connect({
    host: location.hostname,
    port: Number(asked.get('port')),
    nick: asked.get('nick'),
    websocket_protocol: asked.get('protocol') || undefined,
    auto_reconnect: false,
});
