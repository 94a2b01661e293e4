package main

import (
	"io"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"gopkg.in/natefinch/lumberjack.v2"

	"github.com/glance-networks/agent-host/internal/native"
)

// stateFolder holds what a desk remembers: the event log and the host's log.
func stateFolder() string { return filepath.Join(xdg.StateHome, "glance-agent-host") }

// hostLog writes to a rotated file under the state folder. Sibling hosts (one for
// each browser profile) append to the same file, whole lines at a time.
type hostLog struct {
	*zap.Logger
	level zap.AtomicLevel
	file  *lumberjack.Logger
	wait  *zapcore.BufferedWriteSyncer
}

const (
	megabytes  = 5 // before a log file is rotated; three old ones are kept
	flushEvery = time.Second
)

func newLog() *hostLog {
	l := &hostLog{
		level: zap.NewAtomicLevelAt(zap.InfoLevel),
		file:  &lumberjack.Logger{Filename: filepath.Join(stateFolder(), "host.log"), MaxSize: megabytes, MaxBackups: 3},
	}
	// Lines are buffered for at most a second: nothing on the way of a click
	// waits for the file, and none is opened before the first answer.
	l.wait = &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(l.file), Size: 64 << 10, FlushInterval: flushEvery}
	encoding := zap.NewProductionEncoderConfig()
	encoding.EncodeTime = func(t time.Time, to zapcore.PrimitiveArrayEncoder) { to.AppendString(t.UTC().Format(time.RFC3339Nano)) }
	// A log that cannot be written is no reason to stop, nor to fill the
	// browser's own output; the event log's failure is what the agent is told.
	quiet := zap.ErrorOutput(zapcore.AddSync(io.Discard))
	l.Logger = zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(encoding), l.wait, l.level), quiet)
	return l
}

// close writes what is left.
func (l *hostLog) close() {
	l.wait.Stop()
	l.file.Close()
}

// portLog has a port's log lines in the host's log.
type portLog struct{ *zap.Logger }

func (l portLog) Warn(what string, facts ...native.Fact)  { l.Logger.Warn(what, fields(facts)...) }
func (l portLog) Error(what string, facts ...native.Fact) { l.Logger.Error(what, fields(facts)...) }

func fields(facts []native.Fact) (all []zap.Field) {
	for _, f := range facts {
		all = append(all, zap.Any(f.Name, f.Value))
	}
	return all
}
