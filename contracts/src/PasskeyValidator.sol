// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {
    Execution,
    IERC7579Module,
    IERC7579Validator,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ChainlessEIP712} from "./ChainlessEIP712.sol";
import {IRotator} from "./IRotator.sol";
import {PublicKey, WebAuthnVerifier} from "./WebAuthnVerifier.sol";
import {IGuardianVerifier} from "./guardians/IGuardianVerifier.sol";

/// @title Passkeys that own accounts
/// @notice An ERC-7579 validator for WebAuthn passkeys, its own rotator for recoveries, and an ERC-7913 verifier, so that
/// a friend's passkey or a security key can be a guardian.
///
/// Storage per account: one word, `generation (48) ‖ number of further keys (16) ‖ primary key (192)`, where the primary
/// key is the upper 192 bits of keccak256(x, y); and for each further key the generation for which it counts. Raising the
/// generation ends all further keys at once, which is why `replace` is a single write. The public key itself travels
/// with each signature. The account is the innermost mapping key everywhere (associated storage, ERC-7562).
///
/// Four challenges are signed, each its own EIP-712 type, so that a signature made as one can never be used as another:
/// a user operation, a Merkle root of user operations, a message (ERC-1271) – these three wrapped with the account,
/// because one passkey may own several – and a verification (ERC-7913), which belongs to no account.
contract PasskeyValidator is IERC7579Validator, IGuardianVerifier, IRotator, ChainlessEIP712, WebAuthnVerifier {
    bytes32 private constant _USER_OPERATION_TYPEHASH = keccak256("UserOperation(address account,bytes32 userOpHash)");
    bytes32 private constant _USER_OPERATIONS_TYPEHASH =
        keccak256("UserOperations(address account,bytes32 root,uint48 validUntil)");
    bytes32 private constant _MESSAGE_TYPEHASH = keccak256("Message(address account,bytes32 hash)");
    bytes32 private constant _VERIFICATION_TYPEHASH = keccak256("Verification(bytes32 hash)");

    /// @notice For how long a signed batch of user operations can be valid at most.
    uint48 public constant MAX_BATCH_VALIDITY = 7 days;

    /// @dev Verifier address, x and y.
    uint256 private constant _SIGNER_LENGTH = 84;

    mapping(address account => uint256) private _keys;
    mapping(bytes32 keyHash => mapping(address account => uint256 generation)) private _furtherKeys;

    /// @notice A passkey can sign for the account from now on. With it, a browser that knows nothing but the key finds
    /// the account.
    event PasskeyAdded(address indexed account, bytes32 indexed keyHash, bytes32 x, bytes32 y);

    /// @notice One passkey cannot sign for the account any more.
    event PasskeyRemoved(address indexed account, bytes32 indexed keyHash);

    /// @notice All passkeys that were added before ended.
    event PasskeysRevoked(address indexed account, uint256 generation);

    /// @notice The account has no passkey here: it has not installed this validator.
    error PasskeysNotInstalled(address account);

    /// @notice The account has passkeys here already: it has installed this validator.
    error PasskeysAlreadyInstalled(address account);

    /// @notice The passkey is one of the account's already.
    error PasskeyAlreadyAdded(address account, bytes32 keyHash);

    /// @notice The passkey is not one of the account's.
    error PasskeyUnknown(address account, bytes32 keyHash);

    /// @notice An account keeps at least one passkey; replace it instead.
    error LastPasskey(address account, bytes32 keyHash);

    /// @notice The public key is no point on P-256, or not in its only encoding (x and y below p).
    error InvalidPublicKey(bytes32 x, bytes32 y);

    /// @notice Not the ERC-7913 signer of a passkey: expected `verifier ‖ x ‖ y`, 84 bytes, with this contract first.
    error InvalidSigner(bytes signer, address verifier);

    // ---- keys -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IERC7579Module
    /// @param data The account's first passkey: `abi.encode(PublicKey)`, 64 bytes.
    function onInstall(bytes calldata data) external {
        uint256 word = _keys[msg.sender];
        if (_hasKeys(word)) revert PasskeysAlreadyInstalled(msg.sender);
        // Generations start at 1: 0 is what an unwritten entry of _furtherKeys holds.
        uint256 generation = _generation(word);
        _setPrimary(generation == 0 ? 1 : generation, abi.decode(data, (PublicKey)));
    }

    /// @inheritdoc IERC7579Module
    /// @dev Never reverts. The generation goes on rising, so that nothing of an earlier installation comes back.
    function onUninstall(bytes calldata) external {
        uint256 word = _keys[msg.sender];
        if (!_hasKeys(word)) return;
        uint256 generation = _generation(word) + 1;
        _keys[msg.sender] = generation << 208;
        emit PasskeysRevoked(msg.sender, generation);
    }

    /// @notice Lets one more passkey sign for the calling account.
    function addPasskey(PublicKey calldata key) external {
        uint256 word = _keys[msg.sender];
        if (!_hasKeys(word)) revert PasskeysNotInstalled(msg.sender);
        bytes32 keyHash = _checkedHash(key);
        if (_isPasskey(word, msg.sender, keyHash)) revert PasskeyAlreadyAdded(msg.sender, keyHash);
        if (uint192(word) == 0) {
            _keys[msg.sender] = word | _truncate(keyHash);
        } else {
            _furtherKeys[keyHash][msg.sender] = _generation(word);
            _keys[msg.sender] = _withFurther(word, _further(word) + 1);
        }
        emit PasskeyAdded(msg.sender, keyHash, key.x, key.y);
    }

    /// @notice Ends one passkey of the calling account. The last one cannot be removed.
    function removePasskey(PublicKey calldata key) external {
        uint256 word = _keys[msg.sender];
        bytes32 keyHash = _hash(key);
        if (!_isPasskey(word, msg.sender, keyHash)) revert PasskeyUnknown(msg.sender, keyHash);
        if (_count(word) == 1) revert LastPasskey(msg.sender, keyHash);
        if (uint192(word) == _truncate(keyHash)) {
            _keys[msg.sender] = word & ~uint256(type(uint192).max);
        } else {
            delete _furtherKeys[keyHash][msg.sender];
            _keys[msg.sender] = _withFurther(word, _further(word) - 1);
        }
        emit PasskeyRemoved(msg.sender, keyHash);
    }

    /// @notice Makes `key` the only passkey of the calling account: one write ends all others.
    function replacePasskeys(PublicKey calldata key) external {
        uint256 word = _keys[msg.sender];
        if (!_hasKeys(word)) revert PasskeysNotInstalled(msg.sender);
        uint256 generation = _generation(word) + 1;
        emit PasskeysRevoked(msg.sender, generation);
        _setPrimary(generation, key);
    }

    /// @notice Whether `key` can sign for `account` now.
    function isPasskey(address account, PublicKey calldata key) external view returns (bool) {
        return _isPasskey(_keys[account], account, _hash(key));
    }

    /// @notice How many passkeys can sign for `account`.
    function passkeyCount(address account) external view returns (uint256) {
        return _count(_keys[account]);
    }

    /// @notice Whether `account` has installed this validator and has passkeys in it.
    function isInitialized(address account) external view returns (bool) {
        return _hasKeys(_keys[account]);
    }

    /// @inheritdoc IERC7579Module
    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    // ---- signatures -------------------------------------------------------------------------------------------------

    /// @inheritdoc IERC7579Validator
    /// @dev `userOp.signature` is `0x00 ‖ owner signature`, or for one of a batch
    /// `0x01 ‖ validUntil (6) ‖ n (1) ‖ n · 32 bytes of proof ‖ owner signature`. The first byte selects what the passkey
    /// must have signed: flipping it on the way only makes the operation invalid.
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash) external view returns (uint256) {
        bytes calldata signature = userOp.signature;
        if (signature.length == 0) return ERC4337Utils.SIG_VALIDATION_FAILED;
        if (signature[0] == 0x01) return _validateBatch(userOpHash, signature);
        if (signature[0] != 0x00) return ERC4337Utils.SIG_VALIDATION_FAILED;
        bytes32 challenge = _digest(keccak256(abi.encode(_USER_OPERATION_TYPEHASH, msg.sender, userOpHash)));
        return _isOwnerAssertion(msg.sender, challenge, signature[1:])
            ? ERC4337Utils.SIG_VALIDATION_SUCCESS
            : ERC4337Utils.SIG_VALIDATION_FAILED;
    }

    /// @inheritdoc IERC7579Validator
    function isValidSignatureWithSender(address, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        return isOwnerSignature(msg.sender, hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IRotator
    /// @dev `signature` is `x ‖ y ‖ WebAuthn signature`.
    function isOwnerSignature(address account, bytes32 hash, bytes calldata signature) public view returns (bool) {
        return _isOwnerAssertion(account, _digest(keccak256(abi.encode(_MESSAGE_TYPEHASH, account, hash))), signature);
    }

    /// @inheritdoc IERC7913SignatureVerifier
    /// @dev `key` is `x ‖ y`, `signature` a WebAuthn signature.
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (key.length != 64) return 0xffffffff;
        bytes32 challenge = _digest(keccak256(abi.encode(_VERIFICATION_TYPEHASH, hash)));
        return _verifyWebAuthn(_publicKey(key), challenge, signature)
            ? IERC7913SignatureVerifier.verify.selector
            : bytes4(0xffffffff);
    }

    /// @inheritdoc IGuardianVerifier
    /// @dev Nobody vouches for a passkey but its holder.
    function suspended(bytes calldata) external pure returns (bool) {
        return false;
    }

    // ---- rotator ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IRotator
    function rotation(address account, bytes calldata newSigner, bool replace)
        external
        view
        returns (Execution[] memory calls)
    {
        if (!_isSigner(newSigner)) revert InvalidSigner(newSigner, address(this));
        PublicKey memory key = _publicKey(newSigner[20:]);
        bytes32 keyHash = _checkedHash(key);
        uint256 word = _keys[account];
        if (!_hasKeys(word)) revert PasskeysNotInstalled(account);
        if (!replace && _isPasskey(word, account, keyHash)) return calls;
        calls = new Execution[](1);
        calls[0] = Execution({
            target: address(this),
            value: 0,
            callData: replace ? abi.encodeCall(this.replacePasskeys, (key)) : abi.encodeCall(this.addPasskey, (key))
        });
    }

    /// @inheritdoc IRotator
    function isOwner(address account, bytes calldata signer) external view returns (bool) {
        return _isSigner(signer) && _isPasskey(_keys[account], account, _hash(_publicKey(signer[20:])));
    }

    // ---- internals --------------------------------------------------------------------------------------------------

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Sparekey Passkey", "1");
    }

    /// @dev The leaf is the user operation's hash itself: it is the keccak256 of 66 bytes that start with 0x1901, so no
    /// inner node (the keccak256 of 64 bytes) can be passed off as one.
    function _validateBatch(bytes32 userOpHash, bytes calldata signature) private view returns (uint256) {
        if (signature.length < 8) return ERC4337Utils.SIG_VALIDATION_FAILED;
        uint48 validUntil = uint48(bytes6(signature[1:7]));
        uint256 end = 8 + 32 * uint256(uint8(signature[7]));
        // To the EntryPoint a validUntil of 0 means "for ever"; from v0.9 on its first bit says that blocks are meant.
        bool isTime = validUntil != 0 && validUntil >> 47 == 0;
        if (!isTime || signature.length < end) return ERC4337Utils.SIG_VALIDATION_FAILED;
        bytes32 root = userOpHash;
        for (uint256 i = 8; i < end; i += 32) {
            root = Hashes.commutativeKeccak256(root, bytes32(signature[i:i + 32]));
        }
        bytes32 challenge = _digest(keccak256(abi.encode(_USER_OPERATIONS_TYPEHASH, msg.sender, root, validUntil)));
        bool valid = _isOwnerAssertion(msg.sender, challenge, signature[end:]);
        // ERC-7562 forbids reading the clock here; validAfter lets the EntryPoint enforce the longest validity.
        uint48 validAfter = validUntil > MAX_BATCH_VALIDITY ? validUntil - MAX_BATCH_VALIDITY : 0;
        return ERC4337Utils.packValidationData(valid, validAfter, validUntil);
    }

    /// @param signature `x ‖ y ‖ WebAuthn signature`.
    function _isOwnerAssertion(address account, bytes32 challenge, bytes calldata signature)
        private
        view
        returns (bool)
    {
        if (signature.length < 64) return false;
        PublicKey memory key = _publicKey(signature[:64]);
        return _isPasskey(_keys[account], account, _hash(key)) && _verifyWebAuthn(key, challenge, signature[64:]);
    }

    function _setPrimary(uint256 generation, PublicKey memory key) private {
        bytes32 keyHash = _checkedHash(key);
        _keys[msg.sender] = (generation << 208) | _truncate(keyHash);
        emit PasskeyAdded(msg.sender, keyHash, key.x, key.y);
    }

    function _isPasskey(uint256 word, address account, bytes32 keyHash) private view returns (bool) {
        if (!_hasKeys(word)) return false;
        return uint192(word) == _truncate(keyHash) || _furtherKeys[keyHash][account] == _generation(word);
    }

    function _isSigner(bytes calldata signer) private view returns (bool) {
        return signer.length == _SIGNER_LENGTH && address(bytes20(signer)) == address(this);
    }

    /// @param key `x ‖ y`, 64 bytes.
    function _publicKey(bytes calldata key) private pure returns (PublicKey memory) {
        return PublicKey({x: bytes32(key[:32]), y: bytes32(key[32:])});
    }

    function _checkedHash(PublicKey memory key) private pure returns (bytes32) {
        if (!_isOnCurve(key)) revert InvalidPublicKey(key.x, key.y);
        return _hash(key);
    }

    function _hash(PublicKey memory key) private pure returns (bytes32) {
        return Hashes.efficientKeccak256(key.x, key.y);
    }

    function _truncate(bytes32 keyHash) private pure returns (uint256) {
        return uint256(keyHash) >> 64;
    }

    function _generation(uint256 word) private pure returns (uint256) {
        return word >> 208;
    }

    function _further(uint256 word) private pure returns (uint256) {
        return uint16(word >> 192);
    }

    function _withFurther(uint256 word, uint256 further) private pure returns (uint256) {
        return (word & ~(uint256(type(uint16).max) << 192)) | (uint256(SafeCast.toUint16(further)) << 192);
    }

    function _hasKeys(uint256 word) private pure returns (bool) {
        return uint208(word) != 0;
    }

    function _count(uint256 word) private pure returns (uint256) {
        return _further(word) + (uint192(word) == 0 ? 0 : 1);
    }
}
