// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {WebAuthnVerifier} from "../../src/WebAuthnVerifier.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

/// @dev A P-256 signature without anything around it.
struct Vector {
    bytes32 hash;
    bytes32 r;
    bytes32 s;
    bytes32 x;
    bytes32 y;
}

abstract contract PrecompileCases is PasskeyTest {
    address internal constant PRECOMPILE = address(0x100);
    address private constant _SHA256 = address(2);

    /// @dev What a validator says to these numbers: sha256 is made to give the hash, whatever is hashed.
    function answerTo(PasskeyValidator validator_, Vector memory vector) internal returns (bool) {
        vm.mockCall(_SHA256, "", abi.encode(vector.hash));
        bytes memory signature = pack(vector.r, vector.s, assertionOf(0));
        bytes4 answer = validator_.verify(abi.encodePacked(vector.x, vector.y), 0, signature);
        vm.clearMockedCalls();
        if (answer != validator_.verify.selector) assertEq(bytes32(answer), bytes32(FAILURE), "the answer no");
        return answer == validator_.verify.selector;
    }

    /// @dev All validators of a test must say this.
    function expectAnswer(Vector memory vector, bool expected, string memory what) internal virtual;

    // ---- W-15 Wycheproof --------------------------------------------------------------------------------------------

    /// W-15, W-06, W-07 All rows of Wycheproof's P-256 vectors, with the low s of each pair alone.
    function test_verify_agreesWithWycheproof() public {
        string memory json = vm.readFile("contracts/test/fixtures/wycheproof-p256.json");
        uint256[] memory ids = vm.parseJsonUintArray(json, ".tcId");
        bytes32[] memory hashes = vm.parseJsonBytes32Array(json, ".hash");
        bytes32[] memory rs = vm.parseJsonBytes32Array(json, ".r");
        bytes32[] memory ss = vm.parseJsonBytes32Array(json, ".s");
        bytes32[] memory xs = vm.parseJsonBytes32Array(json, ".x");
        bytes32[] memory ys = vm.parseJsonBytes32Array(json, ".y");
        bytes memory valid = vm.parseJsonBytes(json, ".valid");
        uint256 count = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            Vector memory vector = Vector({hash: hashes[i], r: rs[i], s: ss[i], x: xs[i], y: ys[i]});
            bool low = uint256(vector.s) <= P256_HALF_N;
            expectAnswer(vector, valid[i] == 0x01 && low, vm.toString(ids[i]));
            if (valid[i] == 0x01) ++count;
            if (uint256(vector.s) > P256_N) continue;
            vector.s = bytes32(P256_N - uint256(vector.s));
            expectAnswer(vector, valid[i] == 0x01 && !low, string.concat(vm.toString(ids[i]), ", n - s"));
        }
        assertEq(ids.length, 241, "rows");
        assertEq(count, 173, "valid rows");
    }

    // ---- W-15 made to measure ---------------------------------------------------------------------------------------

    /// W-15 u1 and u2 at their edges, for keys that are the generator, its double, or their negatives: sums of equal
    /// points, of opposite ones, and of none.
    function test_verify_agreesAtTheEdgesOfTheTwoFactors() public {
        uint256[7] memory factors = [0, 1, 2, P256_N - 1, P256_N - 2, P256_HALF_N, P256_HALF_N + 1];
        uint256[6] memory privateKeys = [1, 2, 3, P256_N - 1, P256_N - 2, ownerPasskey.privateKey];
        for (uint256 i = 0; i < privateKeys.length; ++i) {
            Passkey memory passkey = passkeyFrom(privateKeys[i]);
            for (uint256 j = 0; j < factors.length; ++j) {
                for (uint256 k = 1; k < factors.length; ++k) {
                    (Vector memory vector, bool valid) = vectorOf(passkey, factors[j], factors[k]);
                    expectAnswer(vector, valid, "a vector of two factors");
                    vector.s = bytes32(P256_N - uint256(vector.s));
                    expectAnswer(vector, false, "the same with high s");
                }
            }
        }
    }

    /// W-15 The point at infinity has no x: no r is its signature, least of all 0.
    function testFuzz_verify_rejectsThePointAtInfinity(uint256 seed, uint256 u2, uint256 r) public {
        Passkey memory passkey = passkeyFrom(seed);
        u2 = bound(u2, 1, P256_N - 1);
        r = bound(r, 1, P256_N - 1);
        uint256 u1 = P256_N - mulmod(u2, passkey.privateKey, P256_N);
        uint256 s = mulmod(r, inverse(u2), P256_N);
        bytes32 hash = bytes32(mulmod(u1, s, P256_N));
        if (s > P256_HALF_N) s = P256_N - s;
        expectAnswer(Vector(hash, bytes32(r), bytes32(s), passkey.x, passkey.y), false, "infinity");
        expectAnswer(Vector(hash, 0, bytes32(s), passkey.x, passkey.y), false, "infinity, r = 0");
    }

    /// W-15
    function testFuzz_verify_agreesOnTwoFactors(uint256 seed, uint256 u1, uint256 u2) public {
        Passkey memory passkey = passkeyFrom(seed);
        (Vector memory vector, bool valid) = vectorOf(passkey, bound(u1, 0, P256_N - 1), bound(u2, 1, P256_N - 1));
        expectAnswer(vector, valid, "a vector of two factors");
    }

    /// W-15 The hash is a number modulo n: 0 and n, 5 and n + 5 are the same.
    function test_verify_agreesOnHashesFromTheOrderOn() public {
        uint256[4] memory numbers = [uint256(0), 1, 5, type(uint256).max - P256_N];
        for (uint256 i = 0; i < numbers.length; ++i) {
            (bytes32 r, bytes32 s) = signLow(ownerPasskey, bytes32(numbers[i]));
            Vector memory vector = Vector(bytes32(numbers[i]), r, s, ownerPasskey.x, ownerPasskey.y);
            expectAnswer(vector, true, "a small hash");
            vector.hash = bytes32(numbers[i] + P256_N);
            expectAnswer(vector, true, "the same number, n more");
            vector.hash = bytes32(numbers[i] ^ 2);
            expectAnswer(vector, false, "another number");
        }
    }

    /// W-15, W-07
    function test_verify_agreesOnNumbersThatAreOutOfRange() public {
        (bytes32 r, bytes32 s) = signLow(ownerPasskey, keccak256("a hash"));
        uint256[9] memory numbers =
            [0, P256_N, P256_N + 1, P256_N - 1, P256_P - 1, P256_P, P256_P + 1, type(uint256).max, P256_HALF_N + 1];
        for (uint256 i = 0; i < numbers.length; ++i) {
            bytes32 n = bytes32(numbers[i]);
            expectAnswer(Vector(keccak256("a hash"), n, s, ownerPasskey.x, ownerPasskey.y), false, "r");
            expectAnswer(Vector(keccak256("a hash"), r, n, ownerPasskey.x, ownerPasskey.y), false, "s");
            expectAnswer(Vector(keccak256("a hash"), n, n, ownerPasskey.x, ownerPasskey.y), false, "r and s");
            expectAnswer(Vector(keccak256("a hash"), r, s, n, ownerPasskey.y), false, "x");
            expectAnswer(Vector(keccak256("a hash"), r, s, ownerPasskey.x, n), false, "y");
        }
        expectAnswer(Vector(keccak256("a hash"), r, s, ownerPasskey.x, ownerPasskey.y), true, "in range");
    }

    /// W-15, C-34 Points that are none, and (5, y) written as (5 + p, y). With a hash of 0 and s = r, R is Q itself: r = 5
    /// would be that alias' signature, were the key not checked.
    function test_verify_agreesOnKeysThatAreNone() public {
        (bytes32 r, bytes32 s) = signLow(otherPasskey, keccak256("a hash"));
        for (uint256 i = 0; i < invalidKeys().length; ++i) {
            (bytes32 x, bytes32 y) = (invalidKeys()[i].x, invalidKeys()[i].y);
            expectAnswer(Vector(keccak256("a hash"), r, s, x, y), false, "no key");
            expectAnswer(Vector(0, bytes32(uint256(5)), bytes32(uint256(5)), x, y), false, "no key, r = x");
        }
        Vector memory good = Vector(0, bytes32(uint256(5)), bytes32(uint256(5)), SMALL_X, Y_OF_SMALL_X);
        expectAnswer(good, true, "the point itself");
    }

    /// W-15
    function testFuzz_verify_agreesOnRandomSignatures(uint256 seed, bytes32 hash, uint256 flip) public {
        Passkey memory passkey = passkeyFrom(seed);
        (bytes32 r, bytes32 s) = signLow(passkey, hash);
        expectAnswer(Vector(hash, r, s, passkey.x, passkey.y), true, "a signature");
        bytes32 bit = bytes32(uint256(1) << (flip % 256));
        if (flip / 256 % 5 == 0) hash ^= bit;
        else if (flip / 256 % 5 == 1) r ^= bit;
        else if (flip / 256 % 5 == 2) s ^= bit;
        else if (flip / 256 % 5 == 3) passkey.x ^= bit;
        else passkey.y ^= bit;
        expectAnswer(Vector(hash, r, s, passkey.x, passkey.y), false, "with one bit flipped");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    /// @dev The signature for which a verifier computes u1 · G + u2 · Q with these factors or, if s would be high, with
    /// their negatives. Not valid where that is the point at infinity: then r is that of the generator.
    function vectorOf(Passkey memory passkey, uint256 u1, uint256 u2)
        internal
        view
        returns (Vector memory vector, bool valid)
    {
        uint256 nonce = addmod(u1, mulmod(u2, passkey.privateKey, P256_N), P256_N);
        valid = nonce != 0;
        (uint256 r,) = vm.publicKeyP256(valid ? nonce : 1);
        r %= P256_N;
        uint256 s = mulmod(r, inverse(u2), P256_N);
        bytes32 hash = bytes32(mulmod(u1, s, P256_N));
        if (s > P256_HALF_N) s = P256_N - s;
        vector = Vector({hash: hash, r: bytes32(r), s: bytes32(s), x: passkey.x, y: passkey.y});
    }

    /// @dev Modulo n, by Fermat, with the precompile for powers.
    function inverse(uint256 number) internal view returns (uint256) {
        (bool success, bytes memory answer) = address(5).staticcall(abi.encode(32, 32, 32, number, P256_N - 2, P256_N));
        assertTrue(success, "modexp");
        return abi.decode(answer, (uint256));
    }
}

/// @dev A chain with the precompile.
/// forge-config: default.hardfork = "osaka"
contract PrecompileTest is PrecompileCases {
    /// @dev As deployed on a chain without the precompile.
    PasskeyValidator private fallbackValidator;

    function setUp() public override {
        super.setUp();
        fallbackValidator = deployWhereProbeAnswers("");
    }

    function deployWhereProbeAnswers(bytes memory answer) private returns (PasskeyValidator deployed) {
        vm.mockCall(PRECOMPILE, "", answer);
        deployed = PasskeyValidator(vm.deployCode("PasskeyValidator.sol:PasskeyValidator"));
        vm.clearMockedCalls();
    }

    /// @dev Both say the same, and the expected.
    function expectAnswer(Vector memory vector, bool expected, string memory what) internal override {
        assertEq(answerTo(validator, vector), expected, string.concat(what, " (precompile)"));
        assertEq(answerTo(fallbackValidator, vector), expected, string.concat(what, " (Solidity)"));
    }

    function isVerifiedBy(PasskeyValidator validator_) private view returns (bool) {
        bytes32 hash = keccak256("what is verified");
        bytes memory signature = verification(address(validator_), ownerPasskey, hash);
        return validator_.verify(keyOf(ownerPasskey), hash, signature) == validator_.verify.selector;
    }

    function test_verify_asksThePrecompile_whereItWasThereAtDeployment() public {
        bytes32 hash = keccak256("what is verified");
        bytes32 signedBytes = signedHash(assertionOf(verificationDigest(address(validator), hash)));
        (bytes32 r, bytes32 s) = signLow(ownerPasskey, signedBytes);
        vm.expectCall(PRECOMPILE, abi.encode(signedBytes, r, s, ownerPasskey.x, ownerPasskey.y), 1);
        assertTrue(isVerifiedBy(validator), "verified");
    }

    function test_verify_neverAsksThePrecompile_whereItWasMissingAtDeployment() public {
        vm.expectCall(PRECOMPILE, "", 0);
        assertTrue(isVerifiedBy(fallbackValidator), "verified");
    }

    /// Only the word 1 is a yes: to the probe, and to a question.
    function test_verify_understandsTheWordOneAlone() public {
        bytes[] memory answers = new bytes[](6);
        answers[0] = "";
        answers[1] = abi.encode(0);
        answers[2] = abi.encode(2);
        answers[3] = hex"01";
        answers[4] = abi.encode(1, 0);
        answers[5] = abi.encode(type(uint256).max);
        for (uint256 i = 0; i < answers.length; ++i) {
            PasskeyValidator probed = deployWhereProbeAnswers(answers[i]);
            vm.mockCall(PRECOMPILE, "", answers[i]);
            assertTrue(isVerifiedBy(probed), "probed, so by Solidity");
            assertFalse(isVerifiedBy(validator), "asked");
            vm.clearMockedCalls();
        }
    }

    /// High s never reaches the precompile, which would accept it.
    function test_verify_rejectsHighSItself() public {
        bytes32 hash = keccak256("what is verified");
        bytes memory signature = signHigh(ownerPasskey, assertionOf(verificationDigest(address(validator), hash)));
        vm.expectCall(PRECOMPILE, "", 0);
        assertEq(bytes32(validator.verify(keyOf(ownerPasskey), hash, signature)), bytes32(FAILURE), "high s");
    }

    /// Whoever deploys first cannot starve the probe: with any amount of gas, there is either no validator or one that
    /// uses the precompile.
    function test_constructor_reverts_whenTheProbeHasTooLittleGas() public {
        bytes memory creationCode = vm.getCode("PasskeyValidator.sol:PasskeyValidator");
        (uint256 refused, uint256 made) = (0, 0);
        for (uint256 gas_ = 20_000; gas_ < 200_000; gas_ += 1_000) {
            address where = address(uint160(uint256(keccak256(abi.encode("a place for a validator", gas_)))));
            vm.etch(where, creationCode);
            (bool success, bytes memory result) = where.call{gas: gas_}("");
            if (success) {
                ++made;
                vm.etch(where, result);
                assertTrue(isVerifiedBy(PasskeyValidator(where)), "verified");
                vm.mockCall(PRECOMPILE, "", abi.encode(0));
                assertFalse(isVerifiedBy(PasskeyValidator(where)), "verified without the precompile");
                vm.clearMockedCalls();
            } else if (result.length != 0) {
                ++refused;
                assertEq(bytes32(bytes4(result)), bytes32(WebAuthnVerifier.ProbeNeedsMoreGas.selector), "the error");
                (uint256 available, uint256 needed) = abi.decode(sliced(result, 4), (uint256, uint256));
                assertLt(available, needed, "available");
                assertEq(needed, 100_000, "needed");
            }
        }
        assertGt(refused, 0, "refused");
        assertGt(made, 0, "made");
    }

    function sliced(bytes memory data, uint256 start) private pure returns (bytes memory rest) {
        rest = new bytes(data.length - start);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = data[start + i];
        }
    }
}

/// @dev A chain without the precompile.
contract NoPrecompileTest is PrecompileCases {
    function expectAnswer(Vector memory vector, bool expected, string memory what) internal override {
        assertEq(answerTo(validator, vector), expected, what);
    }

    /// ERC-7562 forbids calls to addresses without code while a user operation is validated.
    function test_verify_neverCallsThePrecompilesAddress() public {
        Vector memory vector;
        (vector.hash, vector.x, vector.y) = (keccak256("a hash"), ownerPasskey.x, ownerPasskey.y);
        (vector.r, vector.s) = signLow(ownerPasskey, vector.hash);
        vm.expectCall(PRECOMPILE, "", 0);
        assertTrue(answerTo(validator, vector), "verified");
    }

    /// What comes to that address later is not asked, even if it says yes to everything.
    function test_verify_ignoresWhatComesToThePrecompilesAddressLater() public {
        // PUSH1 1, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
        vm.etch(PRECOMPILE, hex"60015f5260205ff3");
        Vector memory vector = Vector(keccak256("a hash"), SMALL_X, SMALL_X, ownerPasskey.x, ownerPasskey.y);
        assertFalse(answerTo(validator, vector), "a forged signature");
    }
}
