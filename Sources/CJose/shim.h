// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <jose/jose.h>
#include <jose/openssl.h>
#include <malloc.h>
