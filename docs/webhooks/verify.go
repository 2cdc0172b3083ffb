// Verifies what Botmint sends, as Standard Webhooks 1.0 has it. Copy Verify: it wants nothing but the standard library.
// By itself it reads a body from its input:
//
//	WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE=… go run verify.go whsec_… < body
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

// Headers are those of a request: http.Header is one.
type Headers interface{ Get(name string) string }

// Verify tells with an error when the body was not signed with this secret within the last five minutes. The secret is
// as it was shown to you, or as you gave it; rawBody is the bytes as they came, not parsed and written again.
func Verify(secret string, headers Headers, rawBody []byte) error {
	if secret == "" {
		return errors.New("there is no secret")
	}
	id, signedAt := headers.Get("webhook-id"), headers.Get("webhook-timestamp")
	signatures := headers.Get("webhook-signature")
	if id == "" || signedAt == "" || signatures == "" {
		return errors.New("a webhook- header is missing")
	}
	seconds, err := strconv.ParseUint(signedAt, 10, 40)
	if err != nil || time.Since(time.Unix(int64(seconds), 0)).Abs() > tolerance {
		return errors.New("it was not signed within the last 5 minutes")
	}
	key := []byte(secret)
	if written, found := strings.CutPrefix(secret, "whsec_"); found && written != "" {
		if decoded, err := base64.StdEncoding.DecodeString(written); err == nil {
			key = decoded
		}
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + signedAt + "."))
	mac.Write(rawBody)
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	// While a secret is rotated there is a signature for each.
	for _, each := range strings.Split(signatures, " ") {
		if hmac.Equal([]byte(each), expected) {
			return nil
		}
	}
	return errors.New("no signature fits this secret and this body")
}

// environment holds webhook-id in WEBHOOK_ID, and so on.
type environment struct{}

func (environment) Get(name string) string {
	return os.Getenv(strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
}

func main() {
	body, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = Verify(strings.Join(os.Args[1:], ""), environment{}, body)
	}
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString("valid\n")
}
